namespace Psono.Server.Authentication;

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
    bool RequirePasswordChange)
{
    /// <summary>Set at login by clients that want every request bound to their device and clock.</summary>
    public bool NeedsValidator => DeviceFingerprint.Length > 0 || ClientDate is not null;
}
