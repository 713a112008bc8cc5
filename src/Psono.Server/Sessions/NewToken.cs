using Psono.Server.SecondFactors;

namespace Psono.Server.Sessions;

/// <summary>
/// A session that is being made. Keys are sealed for the database. It is active at once when there is no validator to open first.
/// </summary>
internal sealed record NewToken(
    string Key,
    Guid UserId,
    DateTimeOffset CreateDate,
    DateTimeOffset ValidTill,
    string SecretKey,
    string SessionKey,
    string? UserValidator,
    string DeviceFingerprint,
    string DeviceDescription,
    DateTimeOffset? ClientDate)
{
    /// <summary>What has to be solved before it can be activated.</summary>
    public FactorKinds UnsolvedFactors { get; init; }

    /// <summary>The emergency code with which it was opened, and ends; null: it is its owner's.</summary>
    public Guid? EmergencyCodeId { get; init; }
}
