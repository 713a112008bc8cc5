using System.Text.Json.Serialization;
using Psono.Server.SecondFactors;

namespace Psono.Server.Users;

/// <summary>What whoever runs the server sees of an account.</summary>
/// <param name="Id">Of the account.</param>
/// <param name="Username">Its name.</param>
/// <param name="Email">Its e-mail address; null: it cannot be read with this server's keys.</param>
/// <param name="CreateDate">When it was made.</param>
/// <param name="LastLogin">When somebody last logged in; null: never.</param>
/// <param name="IsActive">Whether it is not disabled.</param>
/// <param name="IsEmailActive">Whether the e-mail address is confirmed.</param>
/// <param name="IsAdministrator">Whether it is an administrator's.</param>
/// <param name="RequirePasswordChange">Whether the next login asks for a new password.</param>
/// <param name="Sessions">How many sessions it has.</param>
/// <param name="Secrets">How many secrets are in its datastores.</param>
/// <param name="Factors">The kinds of its second factors.</param>
/// <param name="HasRecoveryCode">Whether it has a recovery code.</param>
/// <param name="HasEmergencyCode">Whether it has an emergency code.</param>
internal sealed record UserOverview(
    Guid Id,
    string Username,
    string? Email,
    DateTimeOffset CreateDate,
    DateTimeOffset? LastLogin,
    bool IsActive,
    bool IsEmailActive,
    bool IsAdministrator,
    bool RequirePasswordChange,
    long Sessions,
    long Secrets,
    [property: JsonIgnore] FactorKinds Factors,
    [property: JsonIgnore] bool HasRecoveryCode,
    [property: JsonIgnore] bool HasEmergencyCode)
{
    /// <summary>The kinds of second factors, as settings name them.</summary>
    public IReadOnlyList<string> SecondFactors => FactorNames.Settings(Factors);
}
