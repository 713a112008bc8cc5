using System.Data.Common;

namespace Psono.Server.ApiKeys;

/// <summary>What has to be known of an active API key that logs in, and of its owner. The owner's keys are sealed for the key.</summary>
internal sealed record LoginKey(
    Guid Id,
    Guid UserId,
    string VerifyKey,
    bool Read,
    bool Write,
    bool RestrictToSecrets,
    bool AllowInsecureAccess,
    string UserPrivateKey,
    string UserPrivateKeyNonce,
    string UserSecretKey,
    string UserSecretKeyNonce,
    string OwnerName,
    string OwnerPublicKey,
    bool OwnerIsActive,
    bool OwnerIsEmailActive)
{
    public static LoginKey From(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetGuid(1),
        row.GetString(2),
        row.GetBoolean(3),
        row.GetBoolean(4),
        row.GetBoolean(5),
        row.GetBoolean(6),
        row.GetString(7),
        row.GetString(8),
        row.GetString(9),
        row.GetString(10),
        row.GetString(11),
        row.GetString(12),
        row.GetBoolean(13),
        row.GetBoolean(14));
}
