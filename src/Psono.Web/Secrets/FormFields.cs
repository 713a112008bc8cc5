using Psono.Protocol.Secrets;
using static Psono.Web.Secrets.FieldKind;

namespace Psono.Web.Secrets;

/// <summary>
/// The members of each type, in the order in which the web client writes them (protocol part 3, section 6). The title is common to all.
/// </summary>
internal static class FormFields
{
    private static readonly FieldDefinition Notes = new("notes", Lines);
    private static readonly FieldDefinition UrlFilter = new("url_filter") { Advanced = true };

    private static readonly Dictionary<SecretType, FieldDefinition[]> Forms = new()
    {
        [SecretType.EnvironmentVariables] = [new("variables", Variables) { Always = true }, Notes],
        [SecretType.WebsitePassword] =
        [
            new("url", Link), new("username"), new("password", Hidden), Notes,
            new("auto_submit", Flag) { Always = true, Default = "false", Advanced = true }, UrlFilter,
            new("allow_http", Flag) { Always = true, Default = "false", Advanced = true }, .. Totp(advanced: true),
        ],
        [SecretType.ApplicationPassword] = [new("username"), new("password", Hidden), Notes],
        [SecretType.Note] = [Notes],
        [SecretType.Bookmark] = [new("url", Link), Notes, UrlFilter],
        [SecretType.Totp] = [.. Totp(advanced: false), Notes],
        [SecretType.SshKey] = [new("public", Lines) { Always = true }, new("private", HiddenLines) { Always = true }, Notes],
        [SecretType.GpgKey] =
        [
            new("email") { Always = true }, new("name") { Always = true }, new("public", Lines) { Always = true },
            new("private", HiddenLines) { Always = true },
        ],
        [SecretType.CreditCard] =
        [
            new("number", Hidden) { Always = true }, new("cvc", Hidden) { Always = true }, new("name") { Always = true },
            new("valid_through") { Always = true }, new("pin", Hidden), Notes,
        ],
        [SecretType.Identity] =
        [
            new("first_name"), new("last_name"), new("company"), new("address"), new("postal_code"), new("city"), new("state"),
            new("country"), new("phone_number"), new("email"), Notes,
        ],
        [SecretType.ElsterCertificate] =
        [
            new("file_content", HiddenLines) { Always = true }, new("password", Hidden) { Always = true },
            new("retrieval_code", Hidden), Notes,
        ],
        [SecretType.Passkey] =
        [
            new("rp_id", Opaque), new("id", Opaque), new("user_handle", Opaque), new("algorithm", Opaque),
            new("public_key", Opaque), new("url_filter", Opaque),
        ],
    };

    /// <summary>What can be made here, the most used first. Passkeys are made by browsers only.</summary>
    public static IReadOnlyList<SecretType> Creatable { get; } = [.. Forms.Keys.Where(type => type != SecretType.Passkey)];

    public static IReadOnlyList<FieldDefinition> Of(SecretType type) => Forms.GetValueOrDefault(type) ?? [];

    public static string IconOf(string type) => SecretTypes.Parse(type) switch
    {
        SecretType.EnvironmentVariables => "terminal",
        SecretType.WebsitePassword => "globe",
        SecretType.Bookmark => "globe",
        SecretType.Note => "note",
        SecretType.Totp => "clock",
        SecretType.CreditCard => "card",
        SecretType.Identity => "user",
        SecretType.SshKey or SecretType.GpgKey or SecretType.ElsterCertificate or SecretType.Passkey => "key",
        _ => "lock",
    };

    private static FieldDefinition[] Totp(bool advanced)
    {
        var prefix = advanced ? "totp_" : "";
        return
        [
            new(prefix + "period", Number) { Always = true, Default = "30", Advanced = true },
            new(prefix + "algorithm") { Always = true, Default = "SHA1", Advanced = true, Choices = ["SHA1", "SHA256", "SHA512"] },
            new(prefix + "digits", Number) { Always = true, Default = "6", Advanced = true },
            new(prefix + "code", Hidden) { Always = !advanced, Advanced = advanced },
        ];
    }
}
