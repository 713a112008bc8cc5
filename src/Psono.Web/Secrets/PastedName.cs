using System.Text.RegularExpressions;
using Psono.Protocol.Secrets;

namespace Psono.Web.Secrets;

/// <summary>What is pasted where a name is expected: a name, or lines of a <c>.env</c> file, which belong in rows of their own.</summary>
internal static partial class PastedName
{
    /// <summary>The variables to spread over rows; null if it is to be pasted as it is.</summary>
    /// <param name="text">What is pasted.</param>
    /// <param name="row">The row into whose name.</param>
    /// <exception cref="FormatException">Several lines that cannot be read: what is wrong with them has to be seen.</exception>
    public static IReadOnlyList<EnvironmentVariable>? Read(string text, VariableRow row)
    {
        var trimmed = text.Trim();
        if (trimmed.AsSpan().ContainsAny('\n', '\r'))
            return PastedVariables.Read(text) is { Count: > 0 } variables ? variables : null;
        if (row.Key.Length > 0 || !Assignment.IsMatch(trimmed))
            return null;
        try
        {
            return PastedVariables.Read(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(export\s+)?[A-Za-z_][A-Za-z0-9_.-]*\s*=|^\{")]
    private static partial Regex Assignment { get; }
}
