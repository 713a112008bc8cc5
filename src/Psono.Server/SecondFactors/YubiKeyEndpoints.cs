using Psono.Protocol;
using Psono.Protocol.SecondFactors;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Hosting;
using Psono.Server.Http;
using Psono.Server.Http.Fields;
using Psono.Server.RateLimiting;
using Psono.Server.Sessions;

namespace Psono.Server.SecondFactors;

/// <summary>One-time passwords of a YubiKey. Protocol part 1, sections 7.2 and 14.2.</summary>
internal sealed class YubiKeyEndpoints(ServerParts parts, SecondFactorStore factors, FactorNotice notice)
{
    private const FactorKinds Kind = FactorKinds.YubiKey;

    private const int MaxOtp = 64;

    private readonly ServerOptions _options = parts.Options;
    private readonly DatabaseCipher _cipher = parts.Cipher;
    private readonly YubicoService? _service = YubicoService.Of(parts);

    public void Map(IEndpointRouteBuilder managing, IEndpointRouteBuilder verifying)
    {
        managing.MapGet("/user/yubikey-otp/", ListAsync);
        managing.MapPut("/user/yubikey-otp/", CreateAsync);
        managing.MapPost("/user/yubikey-otp/", ConfirmAsync);
        verifying.MapPost("/authentication/yubikey-otp-verify/", VerifyAsync);
    }

    private async Task<Answer> ListAsync(Session session)
    {
        var response = new YubiKeyOtpsResponse { YubiKeyOtps = FactorList.Of(await factors.ListAsync(session.UserId, Kind)) };
        return Answer.Ok(response, PsonoJsonContext.Wire.YubiKeyOtpsResponse);
    }

    private async Task<Answer> CreateAsync(HttpContext context, Session session, RequestFields fields)
    {
        var title = fields.Text("title", max: 256);
        var text = fields.Text("yubikey_otp", max: MaxOtp);
        if (_service is null || !OfferedFactors.Of(_options).HasFlag(Kind))
            fields.Refuse("yubikey_otp", "SERVER_NOT_SUPPORT_YUBIKEY");
        var otp = YubiKeyOtp.Parse(text);
        if (otp is null)
            fields.Refuse("yubikey_otp", "YUBICO_TOKEN_INVALID");
        if (fields.Refusal is { } refusal)
            return refusal;
        if (await FindAsync(session, otp!) is not null)
        {
            fields.Refuse("yubikey_otp", "YUBIKEY_ALREADY_ATTACHED");
            return fields.Refusal!;
        }

        await using var attempt = new LoginTry(parts.Limits);
        if (await FactorLimits.RefuseAsync(context, attempt, session, RateScope.YubiKeyVerify) is { } throttled)
            return throttled;
        if (!await IsValidAsync(context, attempt, otp!))
        {
            fields.Refuse("yubikey_otp", "YUBICO_TOKEN_INVALID");
            return fields.Refusal!;
        }

        var factor = new StoredFactor(
            Guid.NewGuid(), parts.Clock.Now(), title, Active: true, _cipher.Seal(otp!.KeyId), Counter: 0, Origin: null, Credential: null);
        if (!await factors.AddAsync(session, Kind, factor))
            return FactorRefusals.TooMany;
        await notice.AddedAsync(context, session, Kind);
        return Answer.Created(new CreateYubiKeyOtpResponse { Id = factor.Id }, PsonoJsonContext.Wire.CreateYubiKeyOtpResponse);
    }

    /// <summary>A key is active from the start, so this only tells whether it is the one.</summary>
    private async Task<Answer> ConfirmAsync(HttpContext context, Session session, RequestFields fields)
    {
        var id = fields.Uuid("yubikey_id");
        var text = fields.Text("yubikey_otp", max: MaxOtp);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (_service is null)
            return Refusal.Object("SERVER_DOES_NOT_SUPPORT_YUBIKEYS");
        if (YubiKeyOtp.Parse(text) is not { } otp)
            return Refusal.Object("YUBIKEY_OTP_INCORRECT");
        if (await factors.FindAsync(session.UserId, Kind, id) is not { } factor)
            return Refusal.NoPermissionOrNotExist;
        if (_cipher.Open(factor.Secret) != otp.KeyId)
            return Refusal.Object("YUBIKEY_OTP_NOT_ATTACHED_TO_THIS_ACCOUNT");

        await using var attempt = new LoginTry(parts.Limits);
        return await FactorLimits.RefuseAsync(context, attempt, session, RateScope.YubiKeyVerify)
            ?? (await IsValidAsync(context, attempt, otp) ? Answer.Nothing : Refusal.Object("YUBIKEY_OTP_INCORRECT"));
    }

    private async Task<Answer> VerifyAsync(HttpContext context, Session session, RequestFields fields)
    {
        var text = fields.Text("yubikey_otp", max: MaxOtp);
        if (fields.Refusal is { } refusal)
            return refusal;
        if (_service is null)
            return Refusal.Object("SERVER_NOT_SUPPORT_YUBIKEY");
        if (YubiKeyOtp.Parse(text) is not { } otp)
            return Refusal.Object("YUBICO_TOKEN_INVALID");
        if (await factors.ListActiveAsync(session.UserId, Kind) is not { Count: > 0 })
            return Refusal.Object("NO_YUBIKEY_FOUND");
        // Before Yubico is asked: what belongs to nobody here is nothing to ask for.
        if (await FindAsync(session, otp) is not { } factor)
            return Refusal.Object("YubiKey OTP not attached to this account.");

        await using var attempt = new LoginTry(parts.Limits);
        if (await FactorLimits.RefuseAsync(context, attempt, session, RateScope.YubiKeyVerify) is { } throttled)
            return throttled;
        if (!await IsValidAsync(context, attempt, otp))
            return Refusal.Object("YUBICO_TOKEN_INVALID");
        return await UseAsync(session, factor) ? Answer.Nothing : Refusal.Object("NO_YUBIKEY_FOUND");
    }

    /// <exception cref="RefusedException">Yubico does not answer.</exception>
    private async Task<bool> IsValidAsync(HttpContext context, LoginTry attempt, YubiKeyOtp otp)
    {
        // Also for a client that hangs up: what it asked for must not be given back while it goes on.
        var verdict = await _service!.VerifyAsync(otp);
        if (verdict == YubicoVerdict.Unknown)
            throw Refusal.NoAnswerOf(context, "The YubiKey service");
        if (verdict == YubicoVerdict.Valid)
            return true;
        attempt.Failed();
        return false;
    }

    private async Task<StoredFactor?> FindAsync(Session session, YubiKeyOtp otp) =>
        (await factors.ListActiveAsync(session.UserId, Kind)).Find(factor => _cipher.Open(factor.Secret) == otp.KeyId);

    /// <summary>False: the key was removed while Yubico was asked.</summary>
    private Task<bool> UseAsync(Session session, StoredFactor factor) => parts.Database.WriteAsync(async db =>
    {
        if (!await SecondFactorStore.AdvanceAsync(db, factor.Id, 0))
            return false;
        await SecondFactorStore.SolveAsync(db, session, Kind, _options.MultifactorEnabled);
        return true;
    });
}
