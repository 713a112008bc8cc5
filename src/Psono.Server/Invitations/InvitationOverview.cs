namespace Psono.Server.Invitations;

/// <summary>An invitation that nobody used yet. What proves it is known to whoever has the link, and as a hash here.</summary>
/// <param name="Id">Of the invitation.</param>
/// <param name="Username">The name that the account gets.</param>
/// <param name="Email">Where it was sent, or would be.</param>
/// <param name="CreateDate">When it was made.</param>
/// <param name="ValidTill">When it ends by itself.</param>
/// <param name="IsAdministrator">Whether the account becomes an administrator's.</param>
/// <param name="InvitedBy">Who made it; null: whoever runs the server.</param>
internal sealed record InvitationOverview(
    Guid Id,
    string Username,
    string? Email,
    DateTimeOffset CreateDate,
    DateTimeOffset ValidTill,
    bool IsAdministrator,
    string? InvitedBy);
