namespace Psono.Web.Secrets;

/// <summary>The rows of a grid as they were before something was pasted over them.</summary>
internal sealed class RowsBefore(List<VariableRow> rows)
{
    private readonly List<(VariableRow Row, string Key, string Value)> _rows = [.. rows.Select(row => (row, row.Key, row.Value))];

    public void Restore()
    {
        rows.Clear();
        foreach (var (row, key, value) in _rows)
        {
            (row.Key, row.Value) = (key, value);
            rows.Add(row);
        }
    }
}
