using Psono.Protocol;
using Psono.Protocol.Sessions;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Http.Marks;
using Psono.Server.RateLimiting;

namespace Psono.Server.Sessions;

/// <summary>The sessions of a user. Protocol part 1, section 8.</summary>
internal sealed class SessionEndpoints(SessionStore sessions, ServerParts parts)
{
    public void Map(IEndpointRouteBuilder authenticated)
    {
        authenticated.MapPost("/authentication/logout/", LogoutAsync)
            .WithMetadata(
                new NeedsSession { Right = TokenRight.None, OpenBeforePasswordChange = true }, OpenToApiKeys.All,
                new OpenWithoutSecondFactor());
        authenticated.MapGet("/authentication/sessions/", ListAsync);
        authenticated.MapGet("/session-key/", SessionKey).WithMetadata(new RateLimited(RateScope.StatusCheck), OpenToApiKeys.All);
    }

    private async Task<Answer> LogoutAsync(Session session, RequestFields fields)
    {
        var tokenId = fields.OptionalUuid("session_id", nullable: true) ?? session.TokenId;
        if (fields.Refusal is { } refusal)
            return refusal;
        if ((session.ApiKeyId is not null || session.IsEmergency) && tokenId != session.TokenId)
            return Refusal.Forbidden;

        return await sessions.DeleteAsync(session, tokenId)
            ? Answer.Ok(new SuccessResponse { Success = "Successfully logged out." }, PsonoJsonContext.Wire.SuccessResponse)
            : Refusal.NoPermissionOrNotExist;
    }

    private async Task<Answer> ListAsync(Session session)
    {
        await parts.SessionUses.StoreAsync();
        var list = await sessions.ListAsync(session.UserId, session.TokenId, parts.Clock.Now());
        return Answer.Ok(new SessionsResponse { Sessions = list }, PsonoJsonContext.Wire.SessionsResponse);
    }

    private Answer SessionKey(Session session)
    {
        using var key = parts.Cipher.OpenKey(session.StoredSessionKey)
            ?? throw new InvalidOperationException("a session key was sealed with another keys file");
        return Answer.Ok(new SessionKeyResponse { SessionKey = key.ToHex() }, PsonoJsonContext.Wire.SessionKeyResponse);
    }
}
