using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;
using Psono.Protocol.Secrets;

namespace Psono.Cli.Commands.Secret;

/// <summary>
/// The values that <c>secret get</c> and <c>secret set</c> know, and the member in which a secret of each type keeps them.
/// </summary>
internal static class SecretValues
{
    public const string Json = "json";
    public const string Type = "secret_type";
    public const string EnvVars = "env_vars";

    public static readonly string[] Identity =
    [
        "title", "first_name", "last_name", "company", "address", "city", "postal_code", "state", "country", "phone_number",
        "email", "notes",
    ];

    public static readonly string[] Totp = ["period", "algorithm", "digits", "code"];
    public static readonly string[] CreditCard = ["number", "cvc", "name", "valid_through", "pin"];
    public static readonly string[] SshKey = ["public", "private"];
    public static readonly string[] Elster = ["file_content", "password", "retrieval_code"];

    private static readonly string[] StoredNames =
    [
        Json, "notes", "password", "title", "url", "url_filter", "username", .. Identity.Select(name => "identity_" + name),
        "gpg_key_email", "gpg_key_name", "gpg_key_private", "gpg_key_public", Type, EnvVars, .. SshKey.Select(name => "ssh_key_" + name),
        .. Totp.Select(name => "totp_" + name), .. CreditCard.Select(name => "credit_card_" + name),
        .. Elster.Select(name => "elster_certificate_" + name),
    ];

    /// <summary>As they are shown to people.</summary>
    public static IEnumerable<string> Names => StoredNames.Select(Show);

    public static string Show(string name) => name.Replace('_', '-');

    /// <summary>Accepts any letter case, and underscores as well as hyphens.</summary>
    public static string Parse(string text)
    {
        var name = text.Replace('-', '_').ToLowerInvariant();
        return StoredNames.Contains(name)
            ? name
            : throw PsonociException.NotOneOf("unknown value type", text, [.. Names]);
    }

    public static string NameOf(SecretType type) => type switch
    {
        SecretType.WebsitePassword => "website",
        SecretType.ApplicationPassword => "application",
        SecretType.GpgKey => "gpg_key",
        SecretType.EnvironmentVariables => EnvVars,
        SecretType.SshKey => "ssh_key",
        SecretType.Unknown => "unknown",
        _ => SecretTypes.NameOf(type),
    };

    /// <summary>A value as text; null if it is absent.</summary>
    public static string? Read(SecretContent content, string value, bool onScreen = false) => value switch
    {
        Json => JsonOutput.Format(SecretJson.Of(content), indented: false, onScreen),
        Type => NameOf(content.Type),
        _ => Get(content, value) switch
        {
            null => null,
            JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
            var other => JsonOutput.Format(other, indented: false, onScreen),
        },
    };

    public static JsonNode? Get(SecretContent content, string value) =>
        MemberOf(content.Type, value) is not { } member ? null
        : value == EnvVars && content.Get(member) is JsonArray variables ? NamesAndValues(variables)
        : content.Get(member);

    /// <summary>Makes the JSON of a value from text.</summary>
    public static JsonNode Make(string value, string text) => value switch
    {
        "totp_digits" when text is not ("6" or "7" or "8") => throw PsonociException.Usage($"{Show(value)} must be 6, 7 or 8"),
        "totp_period" when text.Trim('0').Length == 0 => throw PsonociException.Usage($"{Show(value)} must be a number of seconds"),
        "totp_algorithm" when text is not ("SHA1" or "SHA256" or "SHA512") =>
            throw PsonociException.Usage($"{Show(value)} must be SHA1, SHA256 or SHA512"),
        "totp_period" or "totp_digits" => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : throw PsonociException.Usage($"{Show(value)} must be a whole number"),
        EnvVars => MakeVariables(text),
        _ => JsonValue.Create(text),
    };

    /// <summary>The member that holds a value; null if secrets of that type have no such value.</summary>
    public static string? MemberOf(SecretType type, string value)
    {
        var prefix = SecretTypes.NameOf(type) + "_";
        return (value, type) switch
        {
            (_, SecretType.Unknown) => null,
            ("title", _) or ("notes", not SecretType.GpgKey)
                or ("password" or "username", SecretType.WebsitePassword or SecretType.ApplicationPassword)
                or ("url" or "url_filter", SecretType.WebsitePassword or SecretType.Bookmark) => prefix + value,
            (EnvVars, SecretType.EnvironmentVariables) => "environment_variables_variables",
            (_, SecretType.GpgKey) => Translate("gpg_key_"),
            (_, SecretType.SshKey) => Translate("ssh_key_"),
            (_, SecretType.WebsitePassword) => value.StartsWith("totp_", StringComparison.Ordinal) ? prefix + value : null,
            _ => Translate(prefix),
        };

        string? Translate(string valuePrefix) =>
            value.StartsWith(valuePrefix, StringComparison.Ordinal) ? prefix + value[valuePrefix.Length..] : null;
    }

    /// <summary>Without what other clients may have put beside them.</summary>
    private static JsonArray NamesAndValues(JsonArray variables) =>
        [.. variables.Select(variable => variable is JsonObject entry
            ? new JsonObject { ["key"] = entry["key"]?.DeepClone(), ["value"] = entry["value"]?.DeepClone() }
            : variable?.DeepClone())];

    private static JsonArray MakeVariables(string text)
    {
        const string Form = "env-vars must be a JSON array of {\"key\": …, \"value\": …} with strings";
        try
        {
            var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
            var variables = JsonNode.Parse(text, documentOptions: strict) is JsonArray array && array.All(IsVariable)
                ? array
                : throw PsonociException.Usage(Form);
            return variables.All(variable => VariableNames.IsValid(variable!["key"]!.GetValue<string>()))
                ? variables
                : throw PsonociException.Usage(
                    "env-vars: a \"key\" is not a valid variable name",
                    "a name cannot be empty or contain '=' or control characters");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Beside what is no JSON: half a surrogate pair, escaped or as it is.
            throw PsonociException.Usage(Form);
        }
    }

    private static bool IsVariable(JsonNode? entry) =>
        entry is JsonObject pair
        && pair["key"]?.GetValueKind() == JsonValueKind.String
        && pair["value"]?.GetValueKind() == JsonValueKind.String;
}
