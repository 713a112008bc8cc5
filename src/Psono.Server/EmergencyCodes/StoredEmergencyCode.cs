using System.Data.Common;
using Psono.Server.Data;
using Psono.Server.Recovery;

namespace Psono.Server.EmergencyCodes;

/// <summary>A row of <c>emergency_codes</c>. The authkey is hashed, the data sealed with the code.</summary>
/// <param name="Id">Of the code.</param>
/// <param name="CreateDate">When it was made.</param>
/// <param name="Description">What its owner calls it.</param>
/// <param name="Delay">How long whoever uses it has to wait.</param>
/// <param name="ActivationDate">Since when somebody waits; null: nobody does.</param>
/// <param name="Keys">What it opens.</param>
/// <param name="Verifier">What the client was given that need not wait any more.</param>
internal sealed record StoredEmergencyCode(
    Guid Id,
    DateTimeOffset CreateDate,
    string Description,
    TimeSpan Delay,
    DateTimeOffset? ActivationDate,
    SealedKeys Keys,
    StoredVerifier? Verifier)
{
    public long DelaySeconds => (long)Delay.TotalSeconds;

    public static StoredEmergencyCode From(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetTime(1),
        row.GetString(2),
        TimeSpan.FromSeconds(row.GetInt64(3)),
        row.GetTimeOrNull(4),
        new SealedKeys(row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8)),
        StoredVerifier.From(row, 9));
}
