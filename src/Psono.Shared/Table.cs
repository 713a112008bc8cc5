using System.Text;

namespace Psono.Shared;

/// <summary>Rows whose columns are aligned; the last one is as wide as it is.</summary>
internal static class Table
{
    public static string Format(IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0)
            return "";
        var widths = Enumerable.Range(0, rows[0].Length - 1).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var column = 0; column < widths.Length; column++)
                text.Append(row[column].PadRight(widths[column])).Append("  ");
            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }
}
