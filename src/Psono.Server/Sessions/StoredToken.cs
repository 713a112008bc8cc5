using System.Data.Common;
using Psono.Server.Data;

namespace Psono.Server.Sessions;

/// <summary>A row of <c>tokens</c> with what has to be known of its user.</summary>
internal sealed record StoredToken(
    Guid Id,
    Guid UserId,
    DateTimeOffset CreateDate,
    DateTimeOffset ValidTill,
    string SecretKey,
    string SessionKey,
    string? UserValidator,
    string DeviceFingerprint,
    DateTimeOffset? ClientDate,
    bool Active,
    bool Read,
    bool Write,
    bool UserIsActive,
    bool UserIsEmailActive,
    bool RequirePasswordChange,
    bool IsAdministrator,
    Guid? ApiKeyId,
    bool Restricted,
    Guid? EmergencyCodeId)
{
    /// <summary>How long a login may take, from the password to the last factor.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Set at login by clients that want every request bound to their device and clock.</summary>
    public bool NeedsValidator => DeviceFingerprint.Length > 0 || ClientDate is not null;

    public static StoredToken From(DbDataReader row) => new(
        row.GetGuid(0),
        row.GetGuid(1),
        row.GetTime(2),
        row.GetTime(3),
        row.GetString(4),
        row.GetString(5),
        row.GetStringOrNull(6),
        row.GetString(7),
        row.GetTimeOrNull(8),
        row.GetBoolean(9),
        row.GetBoolean(10),
        row.GetBoolean(11),
        row.GetBoolean(12),
        row.GetBoolean(13),
        row.GetBoolean(14),
        row.GetBoolean(15),
        row.GetGuidOrNull(16),
        row.GetBoolean(17),
        row.GetGuidOrNull(18));
}
