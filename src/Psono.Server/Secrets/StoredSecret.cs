using System.Data.Common;
using Psono.Server.Data;

namespace Psono.Server.Secrets;

/// <summary>A secret as it is stored: sealed by its owner, and the callback password sealed by us.</summary>
/// <remarks><c>ReadCount</c>: see <see cref="ReadCounter.Stored"/>.</remarks>
internal sealed record StoredSecret(
    Guid Id,
    DateTimeOffset CreateDate,
    DateTimeOffset WriteDate,
    string Data,
    string DataNonce,
    string Type,
    string CallbackUrl,
    string CallbackUser,
    string SealedCallbackPass,
    long ReadCount)
{
    /// <summary>What <see cref="From"/> reads, of a secret that the statement calls <c>s</c>.</summary>
    public const string Columns = $"""
        s.id, s.create_date, s.write_date, s.data, s.data_nonce, s.type, s.callback_url, s.callback_user, s.callback_pass,
          {ReadCounter.Stored}
        """;

    public static StoredSecret From(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetTime(1),
        row.GetTime(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.GetString(6),
        row.GetString(7),
        row.GetString(8),
        row.GetInt64(9));
}
