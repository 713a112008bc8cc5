using System.Buffers;
using System.Collections.Frozen;
using Psono.Server.Http.Fields;

namespace Psono.Server.Users;

/// <summary>What a new account may be called: the rules of protocol part 1, section 6.2, in their order.</summary>
internal static class UsernameRules
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "postmaster", "hostmaster", "usenet", "news", "webmaster", "www", "uucp", "ftp", "info", "marketing", "support", "sales",
        "security", "abuse", "noc", "admin", "administrator", "contact", "smtp", "mail", "remote", "blog", "webmail", "ns1", "ns2", "ns3",
        "cdn", "api", "secure", "dev", "web", "cloud", "stage", "staging", "repository", "autodiscover", "irc");

    /// <summary>Null, or the first rule that the name breaks. The name has the shape of an e-mail address, in lower case.</summary>
    public static string? Violation(string username, IReadOnlyList<string> allowedDomains)
    {
        var name = EmailAddress.Name(username);
        if (allowedDomains.Count > 0 && !allowedDomains.Contains(EmailAddress.Domain(username)))
            return "PROVIDED_DOMAIN_NOT_ALLOWED_FOR_REGISTRATION";
        if (name.AsSpan().ContainsAnyExcept(NameCharacters))
            return "USERNAME_VALIDATION_NAME_CONTAINS_INVALID_CHARS";
        if (name.Length < 2)
            return "Usernames may not be shorter than 2 chars.";
        if (name.StartsWith('-'))
            return "Usernames may not start with a dash.";
        if (name.EndsWith('-'))
            return "Usernames may not end with a dash.";
        if (name.Contains("--", StringComparison.Ordinal))
            return "Usernames may not contain consecutive dashes.";
        if (name.Contains(".-", StringComparison.Ordinal))
            return "Usernames may not contain periods followed by dashes.";
        if (name.Contains("-.", StringComparison.Ordinal))
            return "Usernames may not contain dashes followed by periods.";
        return Reserved.Contains(name) ? "Usernames like admin@ info@ webmaster@ and so on are forbidden." : null;
    }
}
