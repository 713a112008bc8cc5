using System.Text.RegularExpressions;

namespace Psono.Web.Secrets;

/// <summary>What is pasted where a name is expected: a name, or lines of a <c>.env</c> file, which belong in rows of their own.</summary>
internal static partial class PastedName
{
    /// <summary>
    /// The variables to spread over rows, or what is wrong with several lines and has to be seen; null if it is to be pasted as it is.
    /// </summary>
    /// <param name="text">What is pasted.</param>
    /// <param name="row">The row into whose name.</param>
    public static PastedVariables? Read(string text, VariableRow row)
    {
        var trimmed = text.Trim();
        var isSeveral = trimmed.AsSpan().ContainsAny('\n', '\r');
        if (!isSeveral && (row.Key.Length > 0 || !Assignment.IsMatch(trimmed)))
            return null;
        var pasted = PastedVariables.Read(text);
        return pasted.CanBeRead ? (pasted.Variables.Count > 0 ? pasted : null) : isSeveral ? pasted : null;
    }

    [GeneratedRegex(@"^(export\s+)?[A-Za-z_][A-Za-z0-9_.-]*\s*=|^\{")]
    private static partial Regex Assignment { get; }
}
