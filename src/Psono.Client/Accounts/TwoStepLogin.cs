using System.Text.Json.Serialization.Metadata;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol;
using Psono.Protocol.SecondFactors;
using Psono.Protocol.Sessions;

namespace Psono.Client.Accounts;

/// <summary>The part of a login after the password: one of the account's second factors, or all (protocol part 1, section 7.2).</summary>
internal sealed class TwoStepLogin(SealedTransport session, VaultCredentials credentials, bool needsAll)
{
    private const int MaxAttempts = 3;

    private const int YubiKeyLength = 44;

    public async Task RunAsync(IReadOnlyList<string> required, CancellationToken cancellationToken)
    {
        var remaining = required.ToList();
        while (remaining.Count > 0)
        {
            var kinds = SecondFactorNames.Known(remaining);
            if (kinds.Count == 0 || (needsAll && kinds.Count < remaining.Count))
                throw Unsolved(string.Join(", ", remaining));

            var solved = await SolveAsync(kinds, cancellationToken).ConfigureAwait(false);
            if (!needsAll)
                return;
            remaining.RemoveAll(name => SecondFactorNames.Is(name, solved));
        }
    }

    public static PsonoApiException Unsolved(string factors) => new(
        PsonoFailure.SecondFactorRequired, $"the server asks for a second factor ({factors})");

    /// <summary>Whoever mistypes, or is a moment late, is asked again.</summary>
    private async Task<SecondFactorKind> SolveAsync(IReadOnlyList<SecondFactorKind> kinds, CancellationToken cancellationToken)
    {
        PsonoApiException? previous = null;
        for (var attempt = 1; ; attempt++)
        {
            var challenge = new SecondFactorChallenge(session, kinds, previous);
            var answer = await AskAsync(challenge, cancellationToken).ConfigureAwait(false);
            if (!kinds.Contains(answer.Kind))
                throw Unsolved(string.Join(", ", kinds));
            try
            {
                await SendAsync(answer, cancellationToken).ConfigureAwait(false);
                return answer.Kind;
            }
            catch (PsonoApiException e) when (e.Failure == PsonoFailure.Refused && attempt < MaxAttempts)
            {
                previous = e;
            }
        }
    }

    private async Task<SecondFactorAnswer> AskAsync(SecondFactorChallenge challenge, CancellationToken cancellationToken)
    {
        if (credentials.SecondFactor is { } ask)
            return await ask(challenge, cancellationToken).ConfigureAwait(false);
        if (!challenge.Kinds.Any(kind => kind is SecondFactorKind.Totp or SecondFactorKind.YubiKey))
            throw Unsolved("webauthn_2fa");
        if (credentials.OneTimePassword is null)
            throw Unsolved("a one-time password");

        var typed = (await credentials.OneTimePassword(cancellationToken).ConfigureAwait(false)).Trim();
        var isYubiKey = challenge.Kinds.Contains(SecondFactorKind.YubiKey)
            && (typed.Length == YubiKeyLength || !challenge.Kinds.Contains(SecondFactorKind.Totp));
        return isYubiKey ? SecondFactorAnswer.YubiKey(typed) : SecondFactorAnswer.Totp(typed);
    }

    private Task<HttpAnswer> SendAsync(SecondFactorAnswer answer, CancellationToken cancellationToken) => answer.Kind switch
    {
        SecondFactorKind.Totp => PostAsync(
            "ga-verify", new GaVerifyRequest { GaToken = answer.Text }, PsonoJsonContext.Wire.GaVerifyRequest, cancellationToken),
        SecondFactorKind.YubiKey => PostAsync(
            "yubikey-otp-verify", new YubiKeyOtpVerifyRequest { YubiKeyOtp = answer.Text },
            PsonoJsonContext.Wire.YubiKeyOtpVerifyRequest, cancellationToken),
        _ => PostAsync(
            "webauthn-verify", new WebAuthnVerifyRequest { Credential = answer.Text },
            PsonoJsonContext.Wire.WebAuthnVerifyRequest, cancellationToken),
    };

    private Task<HttpAnswer> PostAsync<T>(string path, T request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        session.SendAsync(HttpMethod.Post, $"authentication/{path}/", request, type, cancellationToken);
}
