using System.Data.Common;
using Psono.Server.Data;

namespace Psono.Server.ApiKeys;

/// <summary>
/// A granted secret as an API key finds it, everything sealed; the texts are UTF-8, because nearly always they are only passed on.
/// <c>OwnerMay</c>: the owner of the key (still) has the right on the secret that the request needs. <c>ReadCount</c>: as
/// the database knows it.
/// </summary>
internal sealed record AccessedSecret(
    bool AllowInsecureAccess, bool OwnerMay, byte[] SecretKey, byte[] SecretKeyNonce, byte[] Data, byte[] DataNonce,
    DateTimeOffset WriteDate, long ReadCount)
{
    public static AccessedSecret From(DbDataReader row) => new(
        row.GetBoolean(0), row.GetBoolean(1), row.GetUtf8(2), row.GetUtf8(3), row.GetUtf8(4), row.GetUtf8(5), row.GetTime(6),
        row.GetInt64(7));
}
