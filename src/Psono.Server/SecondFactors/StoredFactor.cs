using System.Data.Common;
using Psono.Server.Data;

namespace Psono.Server.SecondFactors;

/// <summary>A row of <c>second_factors</c>; what its columns mean for each kind is told in the migration.</summary>
internal sealed record StoredFactor(
    Guid Id, DateTimeOffset CreateDate, string Title, bool Active, string Secret, long Counter, string? Origin, string? Credential)
{
    public static StoredFactor From(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetTime(1),
        row.GetString(2),
        row.GetBoolean(3),
        row.GetString(4),
        row.GetInt64(5),
        row.GetStringOrNull(6),
        row.GetStringOrNull(7));
}
