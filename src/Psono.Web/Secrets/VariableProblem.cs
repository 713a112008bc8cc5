namespace Psono.Web.Secrets;

/// <summary>What is wrong with a row: an error if no process can be given this, a warning if it only looks wrong.</summary>
/// <param name="Text">The name of the text that says it.</param>
internal sealed record VariableProblem(string Text, bool IsError)
{
    private static readonly VariableProblem NameMissing = new("NameMissing", true);
    private static readonly VariableProblem NameImpossible = new("NameImpossible", true);
    private static readonly VariableProblem ValueImpossible = new("ValueImpossible", true);
    private static readonly VariableProblem NameTwice = new("NameTwice", false);
    private static readonly VariableProblem NameUnusual = new("NameUnusual", false);

    /// <summary>The problems of the rows that have one.</summary>
    public static IReadOnlyDictionary<VariableRow, VariableProblem> Of(IEnumerable<VariableRow> rows)
    {
        var typed = rows.Where(row => !row.IsBlank).ToList();
        var twice = typed.CountBy(row => row.Key).Where(name => name.Value > 1).Select(name => name.Key).ToHashSet();
        return typed.Select(row => (Row: row, Problem: Of(row, twice))).Where(found => found.Problem is not null)
            .ToDictionary(found => found.Row, found => found.Problem!);
    }

    private static VariableProblem? Of(VariableRow row, HashSet<string> twice) =>
        row.Key.Length == 0 ? NameMissing
        : row.Key.Contains('=', StringComparison.Ordinal) || row.Key.Contains('\0', StringComparison.Ordinal) ? NameImpossible
        : row.Value.Contains('\0', StringComparison.Ordinal) ? ValueImpossible
        : twice.Contains(row.Key) ? NameTwice
        : !row.HasUsualName ? NameUnusual
        : null;
}
