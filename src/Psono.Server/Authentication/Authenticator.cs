using System.Net;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http.Marks;
using Psono.Server.Sessions;

namespace Psono.Server.Authentication;

/// <summary>
/// Gives every endpoint that needs a session the session of the request; without one the answer is 401, which nothing seals. The checks are
/// the protocol's in its order, one refusal per line. Protocol part 1, section 5.4.
/// </summary>
internal sealed partial class Authenticator(ServerParts parts)
{
    public const string Unknown = "Invalid token or not yet activated.";

    private readonly SessionStore _sessions = new(parts.Database);
    private readonly RequestValidators _validators = new(parts.Options, parts.Clock);
    private readonly ILogger<Authenticator> _logger = parts.Log<Authenticator>();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()!.Metadata.GetMetadata<NeedsSession>() is not { } demands)
        {
            await next(context);
            return;
        }

        var (session, error) = await AuthenticateAsync(context, demands.InactiveAllowed);
        if (session is null)
        {
            context.Response.Headers.WWWAuthenticate = "Token";
            await Refusal.Detail(StatusCodes.Status401Unauthorized, error!).ExecuteAsync(context);
            return;
        }

        using (session)
        {
            context.Features.Set(session);
            await next(context);
        }
    }

    /// <summary>The session, or the text of the 401.</summary>
    private async Task<(Session? Session, string? Error)> AuthenticateAsync(HttpContext context, bool inactiveAllowed)
    {
        var (token, malformed) = TokenHeader.Parse(context.Request.Headers.Authorization);
        if (token is null)
            return (null, malformed);

        var key = TokenHeader.KeyOf(token);
        var stored = await _sessions.FindAsync(key);
        if (stored is null)
            return (null, Unknown);
        if (!stored.Active && !inactiveAllowed)
            return (null, Unknown);
        if (stored.ValidTill < parts.Clock.GetUtcNow())
            return (null, Unknown);
        if (!stored.Active && stored.CreateDate + StoredToken.Patience < parts.Clock.GetUtcNow())
            return (null, Unknown);
        if (!stored.UserIsActive)
            return (null, "User inactive or deleted.");
        if (!stored.UserIsEmailActive)
            return (null, "Account not yet verified.");
        if (parts.Cipher.OpenKey(stored.SecretKey) is not { } secretKey)
            return (null, Unknown);

        var refused = _validators.Check(context.Request.Headers["Authorization-Validator"], stored, secretKey);
        if (refused is not null)
        {
            secretKey.Dispose();
            Log.ValidatorRefused(_logger, stored.Id, stored.UserId, refused.Text);
            if (refused.EndsSession)
                await _sessions.DeleteAsync(key);
            return (null, refused.Text);
        }

        // That of an API key has a maximum.
        if (stored.ApiKeyId is null && stored.Active)
            await ProlongAsync(context, key);
        if (stored.Active)
            NoteUse(stored, parts.Addresses.Of(context));
        return (SessionOf(stored, key, secretKey), null);
    }

    private void NoteUse(StoredToken token, IPAddress address)
    {
        parts.SessionUses.Note(token.Id, address);
        if (token.ApiKeyId is { } apiKey)
            parts.KeyUses.Note(apiKey, address);
    }

    private async Task ProlongAsync(HttpContext context, string key)
    {
        if (parts.Options.AutoProlongationSeconds > 0 && !context.Request.Path.Value!.EndsWith("/user/status/", StringComparison.Ordinal))
            await _sessions.ProlongAsync(key, parts.Clock.Now().AddSeconds(parts.Options.AutoProlongationSeconds));
    }

    private Session SessionOf(StoredToken stored, string key, Protocol.Cryptography.SecretKey secretKey) => new()
    {
        TokenKey = key,
        TokenId = stored.Id,
        UserId = stored.UserId,
        SecretKey = secretKey,
        StoredSessionKey = stored.SessionKey,
        StoredUserValidator = stored.UserValidator,
        Active = stored.Active,
        Read = stored.Read,
        Write = stored.Write,
        RequirePasswordChange = stored.RequirePasswordChange,
        IsAdministrator = stored.IsAdministrator,
        ApiKeyId = stored.ApiKeyId,
        DeviceFingerprint = stored.DeviceFingerprint,
        Restricted = stored.Restricted,
        EmergencyCodeId = stored.EmergencyCodeId,
        LivesAsync = () => _sessions.IsUnchangedAsync(key, stored),
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Session {TokenId} of user {UserId} refused: {Reason}")]
        public static partial void ValidatorRefused(ILogger logger, Guid tokenId, Guid userId, string reason);
    }
}
