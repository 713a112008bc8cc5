namespace Psono.Server.Invitations;

/// <summary>A row of <c>invitations</c>.</summary>
/// <param name="Id">Of the invitation.</param>
/// <param name="CreateDate">When it was made.</param>
/// <param name="ValidTill">When it ends by itself.</param>
/// <param name="Username">The name that the account gets, in lower case. There is one invitation for it at most.</param>
/// <param name="Email">Sealed.</param>
/// <param name="CodeHash">See <see cref="InvitationCode"/>.</param>
/// <param name="WasMailed">Whoever has the code reads the mails of that address.</param>
/// <param name="IsAdministrator">Whether the account becomes an administrator's.</param>
/// <param name="InvitedBy">The account that made it; null: whoever runs the server.</param>
internal sealed record StoredInvitation(
    Guid Id,
    DateTimeOffset CreateDate,
    DateTimeOffset ValidTill,
    string Username,
    string Email,
    string CodeHash,
    bool WasMailed,
    bool IsAdministrator,
    Guid? InvitedBy);
