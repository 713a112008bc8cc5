using Psono.Protocol.Administration;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Invitations;
using Psono.Server.Users;

namespace Psono.Server.Administration;

/// <summary>Invitations, for administrators. Protocol part 5, section 20.</summary>
internal sealed class AdminInvitationEndpoints(ServerParts parts)
{
    private const int LongestDays = 365;

    private readonly InvitationStore _invitations = new(parts.Database, parts.Clock);
    private readonly AdminLog _log = new(parts.Log<AdminLog>());
    private readonly Inviter _inviter = new(parts);

    public void Map(IEndpointRouteBuilder admin)
    {
        admin.MapGet("/invitation/", ListAsync);
        admin.MapPost("/invitation/", InviteAsync);
        admin.MapDelete("/invitation/", RevokeAsync);
    }

    private async Task<Answer> ListAsync()
    {
        var invitations = await _invitations.ListAsync(parts.Cipher);
        return Answer.Ok(
            new AdminInvitationsResponse { Invitations = [.. invitations.Select(Describe)] },
            AdminJsonContext.Wire.AdminInvitationsResponse);
    }

    private static AdminInvitationEntry Describe(InvitationOverview invitation) => new()
    {
        Id = invitation.Id,
        Username = invitation.Username,
        Email = invitation.Email ?? "",
        CreateDate = invitation.CreateDate.WithZ(),
        ValidTill = invitation.ValidTill.WithZ(),
        IsSuperuser = invitation.IsAdministrator,
        InvitedBy = invitation.InvitedBy,
    };

    private async Task<Answer> InviteAsync(Session session, RequestFields fields)
    {
        var username = fields.Email("username", "INVALID_USERNAME_FORMAT").Trim().ToLowerInvariant();
        var email = fields.OptionalEmail("email", "INVALID_EMAIL_FORMAT", nullable: true)?.Trim().ToLowerInvariant() ?? username;
        var days = fields.OptionalInteger("days", min: 1, max: LongestDays, nullable: true);
        var byMail = fields.Bool("mail", whenAbsent: false);
        var language = fields.OptionalText("language", max: 16, nullable: true);
        var isAdministrator = fields.Bool("is_superuser", whenAbsent: false);
        if (fields.Refusal is { } refusal)
            return refusal;

        var terms = new InvitationTerms(
            username, email, days is { } count ? TimeSpan.FromDays(count) : Inviter.DefaultValidity, isAdministrator, session.UserId,
            language is null ? null : Languages.OfMail(language, parts.Options.DefaultLanguage));
        var result = await _inviter.InviteAsync(terms, byMail);
        if (result.Problem is { } problem)
            return Refusal.Object(problem switch
            {
                InvitationProblem.Exists => "USER_WITH_USERNAME_ALREADY_EXISTS",
                InvitationProblem.NoMailServer => "NO_MAIL_SERVER",
                _ => "INVITATION_EMAIL_DELIVERY_FAILED",
            });
        _log.Did(session.UserId, isAdministrator ? "invited an administrator" : "invited a user", result.Id);
        var response = new AdminInviteResponse { Id = result.Id, Link = result.Link, ValidTill = result.ValidTill.WithZ() };
        return Answer.Created(response, AdminJsonContext.Wire.AdminInviteResponse);
    }

    private async Task<Answer> RevokeAsync(Session session, RequestFields fields)
    {
        var id = fields.Uuid("invitation_id");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (!await _invitations.RevokeAsync(id))
            return Refusal.NoPermissionOrNotExist;
        _log.Did(session.UserId, "revoked invitation", id);
        return Answer.Nothing;
    }
}
