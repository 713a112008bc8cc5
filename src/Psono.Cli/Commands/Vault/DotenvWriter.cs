using Psono.Client.Vault;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault;

/// <summary>Writes the lines of a <c>.env</c> file that may end on a terminal.</summary>
internal static class DotenvWriter
{
    public static string Line(string name, string value)
    {
        var plain = value.Replace("\n", "", StringComparison.Ordinal)
            .Replace("\r", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
        if (!Printable.IsPlain(name) || !Printable.IsPlain(plain))
            return $"# {Printable.Of(name)}: contains characters that a terminal does not show; use --json to print it\n";
        return DotenvAssignment.Write(name, value);
    }
}
