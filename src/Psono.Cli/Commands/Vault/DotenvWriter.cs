using System.Text;
using Psono.Protocol.Text;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

/// <summary>
/// Writes what <see cref="DotenvFile"/> reads, and what shells and other readers understand alike where that is possible.
/// </summary>
internal static class DotenvWriter
{
    public static string Line(string name, string value)
    {
        var plain = value.Replace("\n", "", StringComparison.Ordinal)
            .Replace("\r", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
        if (!Printable.IsPlain(name) || !Printable.IsPlain(plain))
            return $"# {Printable.Of(name)}: has characters that a terminal does not show; print it with --json\n";
        return $"{name}={Quote(value)}\n";
    }

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
}
