using System.Text.RegularExpressions;

namespace Psono.Server.Configuration;

/// <summary>What a server is called among those that share its database: in its log, and to the database.</summary>
internal static partial class NodeName
{
    /// <summary>With <c>psono-server/</c> as many as PostgreSQL shows of an application's name.</summary>
    public const int MaxLength = 50;

    /// <summary>Of the host. In Kubernetes that is the pod's, which differs at its end.</summary>
    public static string OfHost { get; } = From(Environment.MachineName);

    /// <exception cref="FormatException">It is none.</exception>
    public static string Parse(string text) => Valid.IsMatch(text)
        ? text
        : throw new FormatException($"expected letters, digits, dots, hyphens and underscores, {MaxLength} at most");

    public static string From(string host)
    {
        var name = Others.Replace(host, "-");
        return name.Length == 0 ? "unnamed" : name[Math.Max(0, name.Length - MaxLength)..];
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,50}\z")]
    private static partial Regex Valid { get; }

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex Others { get; }
}
