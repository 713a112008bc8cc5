using System.Data.Common;

namespace Psono.Server.Data;

/// <summary>
/// Typed columns that both databases give the same way; the rest are the reader's own <c>GetGuid</c>, <c>GetString</c>,
/// <c>GetBoolean</c>, <c>GetInt64</c>.
/// </summary>
internal static class DbRow
{
    public static DateTimeOffset GetTime(this DbDataReader row, int column) => Microseconds.FromMicroseconds(row.GetInt64(column));

    public static DateTimeOffset? GetTimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetTime(column);

    public static string? GetStringOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static Guid? GetGuidOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    /// <summary>The UTF-8 bytes of a text, for what is only passed on.</summary>
    public static byte[] GetUtf8(this DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);
}
