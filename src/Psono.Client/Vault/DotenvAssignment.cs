using System.Text;
using System.Text.RegularExpressions;
using Psono.Protocol.Text;

namespace Psono.Client.Vault;

/// <summary>
/// One line of a <c>.env</c> file, as <see cref="DotenvFile"/> reads it, and as shells and other readers do where that is possible.
/// </summary>
internal static partial class DotenvAssignment
{
    /// <summary>The line, with its end; null for what no such file can say.</summary>
    public static string? TryWrite(string name, string value) =>
        Name.IsMatch(name) && !value.Contains('\0', StringComparison.Ordinal) ? Write(name, value) : null;

    /// <summary>The line, with its end. Whether the name is one is for the caller to know.</summary>
    public static string Write(string name, string value) => $"{name}={Quote(value)}\n";

    private static string Quote(string value)
    {
        if (value.All(c => char.IsAsciiLetterOrDigit(c) || "_-.,:/@%+=".Contains(c, StringComparison.Ordinal)))
            return value;
        if (!value.Contains('\'', StringComparison.Ordinal)
            && !value.Contains('\r', StringComparison.Ordinal) && !value.EndsWith('\\'))
            return $"'{value}'";

        var quoted = new StringBuilder("\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '\r' => quoted.Append("\\r"),
                '"' or '\\' or '$' or '`' => quoted.Append('\\').Append(c),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"^[A-Za-z_.-][A-Za-z0-9_.-]*\z")]
    private static partial Regex Name { get; }
}
