using Psono.Protocol;
using Psono.Protocol.Users;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;
using Psono.Server.Recovery;
using Psono.Server.SecondFactors;

namespace Psono.Server.Users;

/// <summary>Finding users, the state of the own account, and its end. Protocol part 1, sections 12.1 and 13.</summary>
internal sealed class UserEndpoints(ServerParts parts, UserStore users, EmailHash emails)
{
    private readonly ServerOptions _options = parts.Options;
    private readonly UserSearch _search = new(parts.Database);
    private readonly SecondFactorStore _factors = new(parts.Database);
    private readonly RecoveryCodeStore _codes = new(parts.Database);

    public void Map(IEndpointRouteBuilder authenticated)
    {
        authenticated.MapPost("/user/search/", SearchAsync).WithMetadata(InEmergency.Open);
        authenticated.MapGet("/user/policy/", () => Answer.Nothing);
        authenticated.MapGet("/user/status/", StatusAsync)
            .WithMetadata(new RateLimited(RateScope.StatusCheck), new OpenWithoutSecondFactor());
        authenticated.MapDelete("/user/delete/", DeleteAsync).WithMetadata(new RateLimited(RateScope.UserDelete));
    }

    private async Task<Answer> SearchAsync(Session session, RequestFields fields)
    {
        var id = fields.OptionalUuid("user_id");
        var username = fields.OptionalText("user_username", blank: true)?.ToLowerInvariant();
        var email = fields.OptionalText("user_email", blank: true);
        if (fields.Refusal is { } refusal)
            return refusal;

        var emailHash = _options.AllowUserSearchByEmail && email is { Length: > 0 } ? emails.Of(email) : null;
        var found = await _search.FindAsync(session.UserId, id, username, emailHash, partial: _options.AllowUserSearchByUsernamePartial);
        return found.Count switch
        {
            0 => Refusal.NoPermissionOrNotExist,
            1 => Answer.Ok(found[0], PsonoJsonContext.Wire.SearchedUser),
            _ => Answer.Ok(found, PsonoJsonContext.Wire.IReadOnlyListSearchedUser),
        };
    }

    private async Task<Answer> StatusAsync(Session session)
    {
        var user = await users.FindAsync(session.UserId);
        var status = new UserStatusResponse
        {
            UnacceptedSharesCount = 0,
            UnacceptedGroupsCount = 0,
            UnacceptedForcedGroupsCount = 0,
            LastSecurityReportCreated = user?.CreateDate.WithOffset(),
            PsonoNet = new UserStatusExtensions
            {
                Administrator = session.IsAdministrator && _options.ManagementEnabled,
                SecondFactor = await _factors.KindsAsync(session.UserId) != FactorKinds.None,
                RecoveryCode = _options.AllowLostPassword ? await _codes.ExistsAsync(session.UserId) : null,
            },
        };
        return Answer.Ok(status, PsonoJsonContext.Wire.UserStatusResponse);
    }

    private async Task<Answer> DeleteAsync(HttpContext context, Session session, RequestFields fields)
    {
        var authkey = fields.Text("authkey", max: 128, min: 128);
        if (fields.Refusal is { } refusal)
            return refusal;

        var user = await users.FindAsync(session.UserId);
        if (!await parts.HashQueue.VerifyAsync(context, authkey, user?.Credentials.Authkey))
            return Refusal.Object("PASSWORD_INCORRECT");

        await users.DeleteAsync(session.UserId);
        return Answer.Nothing;
    }
}
