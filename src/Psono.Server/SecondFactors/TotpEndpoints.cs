using Psono.Protocol;
using Psono.Protocol.SecondFactors;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.Sessions;

namespace Psono.Server.SecondFactors;

/// <summary>One-time passwords of an authenticator. Protocol part 1, sections 7.2 and 14.1.</summary>
internal sealed class TotpEndpoints(ServerParts parts, SecondFactorStore factors, FactorLimits limits, FactorNotice notice)
{
    private const FactorKinds Kind = FactorKinds.Totp;

    private static readonly Answer NotOffered = Refusal.Object("SERVER_NOT_SUPPORT_GA");

    private static readonly Answer NoDigits = Refusal.Object("GA_TOKENS_ONLY_CONTAIN_DIGITS");

    private static readonly Answer Incorrect = Refusal.Object("GA_TOKEN_INCORRECT");

    private readonly ServerOptions _options = parts.Options;
    private readonly DatabaseCipher _cipher = parts.Cipher;

    public void Map(IEndpointRouteBuilder managing, IEndpointRouteBuilder verifying)
    {
        managing.MapGet("/user/ga/", ListAsync);
        managing.MapPut("/user/ga/", CreateAsync);
        managing.MapPost("/user/ga/", ActivateAsync);
        verifying.MapPost("/authentication/ga-verify/", VerifyAsync);
    }

    private async Task<Answer> ListAsync(Session session)
    {
        var list = FactorList.Of(await factors.ListAsync(session.UserId, Kind));
        var response = new GoogleAuthenticatorsResponse { GoogleAuthenticators = list };
        return Answer.Ok(response, PsonoJsonContext.Wire.GoogleAuthenticatorsResponse);
    }

    private async Task<Answer> CreateAsync(Session session, RequestFields fields)
    {
        var title = fields.Text("title", max: 256);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (!OfferedFactors.Of(_options).HasFlag(Kind))
            return NotOffered;

        var key = TotpCode.NewKey();
        var factor = new StoredFactor(
            Guid.NewGuid(), parts.Clock.Now(), title, Active: false, _cipher.Seal(key), Counter: 0, Origin: null, Credential: null);
        if (!await factors.AddAsync(session, Kind, factor))
            return FactorRefusals.TooMany;
        var response = new CreateGoogleAuthenticatorResponse { Id = factor.Id, Secret = key };
        return Answer.Created(response, PsonoJsonContext.Wire.CreateGoogleAuthenticatorResponse);
    }

    private async Task<Answer> ActivateAsync(HttpContext context, Session session, RequestFields fields)
    {
        var id = fields.Uuid("google_authenticator_id");
        var code = fields.Text("google_authenticator_token", min: TotpCode.Digits, max: TotpCode.Digits);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (!code.All(char.IsAsciiDigit))
            return NoDigits;
        if (await factors.FindAsync(session.UserId, Kind, id) is not { Active: false } factor)
            return Refusal.NoPermissionOrNotExist;
        if (StepOf(factor, code) is not { } step)
            return Incorrect;
        if (!await factors.ActivateAsync(session, Kind, factor with { Counter = step }))
            return Refusal.NoPermissionOrNotExist;

        await notice.AddedAsync(context, session, Kind);
        return Answer.Nothing;
    }

    private async Task<Answer> VerifyAsync(HttpContext context, Session session, RequestFields fields)
    {
        var code = fields.Text("ga_token", min: TotpCode.Digits, max: TotpCode.Digits);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (!code.All(char.IsAsciiDigit))
            return NoDigits;
        if (await factors.ListActiveAsync(session.UserId, Kind) is not { Count: > 0 } active)
            return Refusal.Object("NO_GOOGLE_AUTHENTICATOR_FOUND");

        await using var attempt = new LoginTry(parts.Limits);
        var (throttled, isNews) = await limits.RefuseGuessAsync(context, attempt, session);
        if (isNews)
            await notice.GuessedAsync(context, session);
        if (throttled is not null)
            return throttled;

        foreach (var factor in active)
        {
            if (StepOf(factor, code) is { } step && await UseAsync(session, factor, step))
                return Answer.Nothing;
        }

        attempt.Failed();
        return Incorrect;
    }

    private long? StepOf(StoredFactor factor, string code) => _cipher.Open(factor.Secret) is { } key
        ? TotpCode.Step(key, code, parts.Clock.GetUtcNow(), _options.TotpValidWindow)
        : throw new InvalidOperationException("a second factor was sealed with another keys file");

    /// <summary>False: the code was used before, at this server or at another one.</summary>
    private Task<bool> UseAsync(Session session, StoredFactor factor, long step) => parts.Database.WriteAsync(async db =>
    {
        if (!await SecondFactorStore.AdvanceAsync(db, factor.Id, step))
            return false;
        await SecondFactorStore.SolveAsync(db, session, Kind, _options.MultifactorEnabled);
        return true;
    });
}
