using System.IO.Enumeration;
using Psono.Shared;

namespace Psono.Cli.Commands.Run;

internal static class VariableNames
{
    /// <summary>What the kernel and every shell can pass on; nothing that could pose as something else in a terminal.</summary>
    public static bool IsValid(string name) => name.Length > 0 && !name.Contains('=') && Printable.IsPlain(name);

    /// <summary>Whether a name matches a name or a pattern with <c>*</c> and <c>?</c>.</summary>
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
