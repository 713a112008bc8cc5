namespace Psono.Protocol.Secrets;

/// <summary>How the types of secrets are spelled.</summary>
public static class SecretTypes
{
    // In the order in which clients test them (part 3, section 15).
    private static readonly (SecretType Type, string Name)[] Names =
    [
        (SecretType.ApplicationPassword, "application_password"),
        (SecretType.WebsitePassword, "website_password"),
        (SecretType.Bookmark, "bookmark"),
        (SecretType.Note, "note"),
        (SecretType.Identity, "identity"),
        (SecretType.GpgKey, "mail_gpg_own_key"),
        (SecretType.EnvironmentVariables, "environment_variables"),
        (SecretType.SshKey, "ssh_own_key"),
        (SecretType.Totp, "totp"),
        (SecretType.CreditCard, "credit_card"),
        (SecretType.ElsterCertificate, "elster_certificate"),
        (SecretType.Passkey, "passkey"),
    ];

    private static readonly (SecretType Type, string Prefix)[] Prefixes = [.. Names.Select(entry => (entry.Type, entry.Name + "_"))];

    /// <summary>Every known type, in the order in which clients test them.</summary>
    public static IEnumerable<SecretType> All => Names.Select(entry => entry.Type);

    /// <summary>The type that a secret with these members is of: the first, in the order of <see cref="All"/>, that has one.</summary>
    /// <param name="found">What the members before make it, <see cref="SecretType.Unknown"/> at the beginning.</param>
    /// <param name="member">The next member that is not null.</param>
    internal static SecretType Of(SecretType found, string member)
    {
        foreach (var (type, prefix) in Prefixes)
        {
            if (type == found)
                break;
            if (member.StartsWith(prefix, StringComparison.Ordinal))
                return type;
        }

        return found;
    }

    /// <summary>
    /// The name of the type in a datastore, which is also the prefix of its members: <c>environment_variables</c> for
    /// <c>environment_variables_title</c>. Empty for <see cref="SecretType.Unknown"/>.
    /// </summary>
    public static string NameOf(SecretType type) => Names.FirstOrDefault(entry => entry.Type == type).Name ?? "";

    /// <summary>The type with that name in a datastore.</summary>
    public static SecretType Parse(string? name) => Names.FirstOrDefault(entry => entry.Name == name).Type;
}
