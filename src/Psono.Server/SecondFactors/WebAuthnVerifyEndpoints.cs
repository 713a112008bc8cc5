using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.RateLimiting;
using Psono.Server.Sessions;

namespace Psono.Server.SecondFactors;

/// <summary>Security keys and passkeys at login. Protocol part 1, section 7.2.</summary>
internal sealed partial class WebAuthnVerifyEndpoints(ServerParts parts, SecondFactorStore factors)
{
    private const FactorKinds Kind = FactorKinds.WebAuthn;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly DatabaseCipher _cipher = parts.Cipher;
    private readonly WebAuthnOrigins _origins = new(parts.Options);
    private readonly WebAuthnChallengeStore _challenges = new(parts.Database);
    private readonly ILogger<WebAuthnVerifyEndpoints> _logger = parts.Log<WebAuthnVerifyEndpoints>();

    public void Map(IEndpointRouteBuilder verifying)
    {
        verifying.MapPut("/authentication/webauthn-verify/", AskAsync);
        verifying.MapPost("/authentication/webauthn-verify/", VerifyAsync);
    }

    private async Task<Answer> AskAsync(HttpContext context, Session session, RequestFields fields)
    {
        var read = _origins.Read(fields);
        if (read.Refusal is { } refusal)
            return refusal;
        if (await FactorLimits.RefuseAsync(context, parts.Limits, session, RateScope.WebAuthnVerify) is { } throttled)
            return throttled;

        var origin = read.Value!;
        var usable = (await factors.ListActiveAsync(session.UserId, Kind)).FindAll(factor => factor.Origin == origin.Text);
        var challenge = WebAuthnCeremony.NewChallenge();
        var stored = new WebAuthnChallenge(origin.Text, _cipher.Seal(challenge), parts.Clock.Now() + Lifetime);
        if (usable.Count == 0 || !await _challenges.PutAsync(session, stored))
            return Refusal.NoPermissionOrNotExist;
        return Answer.Members(StatusCodes.Status200OK, json =>
            WebAuthnOptions.WriteRequest(json, origin, challenge, usable.Select(factor => factor.Credential!)));
    }

    private async Task<Answer> VerifyAsync(HttpContext context, Session session, RequestFields fields)
    {
        var text = fields.Text("credential");
        if (fields.Refusal is { } refusal)
            return refusal;

        await using var attempt = new LoginTry(parts.Limits);
        if (await FactorLimits.RefuseAsync(context, attempt, session, RateScope.WebAuthnVerify) is { } throttled)
            return throttled;
        if (CredentialText.Parse(text) is { } credential
            && await FindAsync(session, credential) is ({ } factor, { } challenge)
            && await CounterAsync(credential, factor, challenge) is { } counter
            && await UseAsync(session, factor, challenge, counter))
            return Answer.Nothing;

        attempt.Failed();
        return Refusal.NoPermissionOrNotExist;
    }

    private async Task<(StoredFactor? Factor, WebAuthnChallenge? Challenge)> FindAsync(Session session, CredentialText credential)
    {
        var factor = (await factors.ListActiveAsync(session.UserId, Kind)).Find(factor => factor.Credential == credential.IdText);
        var challenge = await _challenges.FindAsync(session);
        return challenge?.ValidTill >= parts.Clock.GetUtcNow() && challenge.Origin == factor?.Origin ? (factor, challenge) : (null, null);
    }

    private async Task<long?> CounterAsync(CredentialText credential, StoredFactor factor, WebAuthnChallenge challenge) =>
        _cipher.Open(factor.Secret) is { } publicKey && _cipher.Open(challenge.Stored) is { } text
            ? await WebAuthnCeremony.VerifyAsync(
                credential, WebAuthnOrigin.Parse(challenge.Origin)!, text, Convert.FromBase64String(publicKey))
            : throw new InvalidOperationException("a second factor was sealed with another keys file");

    /// <summary>False: the challenge was used before, or the authenticator has a copy that counts further.</summary>
    private async Task<bool> UseAsync(Session session, StoredFactor factor, WebAuthnChallenge challenge, long counter)
    {
        var (isUsed, isAhead) = await parts.Database.WriteAsync(async db =>
        {
            if (!await WebAuthnChallengeStore.UseAsync(db, session, challenge))
                return (false, true);
            if (!await SecondFactorStore.AdvanceAsync(db, factor.Id, counter))
                return (false, false);
            await SecondFactorStore.SolveAsync(db, session, Kind, parts.Options.MultifactorEnabled);
            return (true, true);
        });
        if (!isAhead)
            Log.CounterWentBack(_logger, session.UserId, factor.Id);
        return isUsed;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The counter of security key {FactorId} of user {UserId} went back: it may have been copied")]
        public static partial void CounterWentBack(ILogger logger, Guid userId, Guid factorId);
    }
}
