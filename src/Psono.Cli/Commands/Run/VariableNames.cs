using System.IO.Enumeration;
using Psono.Shared;

namespace Psono.Cli.Commands.Run;

internal static class VariableNames
{
    /// <summary>What the kernel and every shell can pass on; nothing that could pose as something else in a terminal.</summary>
    public static bool IsValid(string name) => name.Length > 0 && !name.Contains('=') && Printable.IsPlain(name);

    /// <summary>Whether the system takes <c>Path</c> for <c>PATH</c>.</summary>
    public static bool IgnoreCase { get; } = OperatingSystem.IsWindows();

    /// <summary>Whether a name matches a name or a pattern with <c>*</c> and <c>?</c>.</summary>
    public static bool Matches(string pattern, string name) => Matches(pattern, name, IgnoreCase);

    public static bool Matches(string pattern, string name, bool ignoreCase) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase);
}
