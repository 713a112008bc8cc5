using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.Accounts;

namespace Psono.Cli.Commands.Vault.SecondFactors;

/// <summary>Answers what a login asks for after the password: with a code that was given, once, then by asking.</summary>
internal sealed class SecondFactorPrompt(VaultContext vault, string? given)
{
    private const int YubiKeyLength = 44;

    private readonly bool _isGiven = given is not null;
    private string? _given = given;

    public Task<SecondFactorAnswer> AnswerAsync(SecondFactorChallenge challenge)
    {
        var takesTotp = challenge.Kinds.Contains(SecondFactorKind.Totp);
        var takesYubiKey = challenge.Kinds.Contains(SecondFactorKind.YubiKey);
        if (!takesTotp && !takesYubiKey)
            throw new PsonociException(
                "second-factor-required",
                "the account's two-step login needs a security key or passkey, which only works in a browser",
                "add an authenticator app in the web vault, or let the web vault approve this machine: psonoci onboard");
        if (_isGiven && challenge.Previous is { } refused)
            throw new PsonociException("refused", refused.Message);

        var code = VerificationCode.WithoutBlanks(_given ?? Ask(challenge, takesTotp, takesYubiKey));
        _given = null;
        return Task.FromResult(takesYubiKey && (code.Length == YubiKeyLength || !takesTotp)
            ? SecondFactorAnswer.YubiKey(code)
            : SecondFactorAnswer.Totp(code));
    }

    private string Ask(SecondFactorChallenge challenge, bool takesTotp, bool takesYubiKey)
    {
        if (!Prompt.IsPossible)
            throw new PsonoApiException(
                PsonoFailure.SecondFactorRequired,
                $"the server asks for a second factor ({(takesTotp ? "a one-time password" : "a YubiKey")})");
        if (challenge.Previous is { } refused)
            vault.Terminal.Tell($"psonoci: {refused.Message}, try again");
        return vault.Prompt.AskHidden(!takesYubiKey ? "Verification code"
            : takesTotp ? "Verification code, or touch your YubiKey"
            : "Touch your YubiKey");
    }
}
