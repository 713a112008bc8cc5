using Psono.Client;

namespace Psono.Cli.Vault;

/// <summary>What to do about a failed request, where that is another thing for a person than for a machine.</summary>
internal static class VaultHints
{
    public static bool Knows(PsonoApiException e) => e.Failure is PsonoFailure.SessionEnded or PsonoFailure.ServerKeyChanged
        or PsonoFailure.ServerNotTrusted or PsonoFailure.SecondFactorRequired or PsonoFailure.NotFound or PsonoFailure.NotAuthentic or PsonoFailure.Refused;

    public static string? Of(PsonoApiException e, VaultContext vault) => e.Failure switch
    {
        PsonoFailure.SessionEnded => "log in again: psonoci vault login",
        PsonoFailure.ServerKeyChanged =>
            $"ask who runs the server; if its key was changed on purpose, give the new one with --verify-key, or remove the server from {vault.KnownServers.Path}",
        PsonoFailure.ServerNotTrusted => "ask who runs the server for its verify key, and give it with --verify-key",
        PsonoFailure.SecondFactorRequired => "give a one-time password with --otp; other second factors work in the web vault only",
        PsonoFailure.NotFound => "psonoci vault ls",
        PsonoFailure.Refused => OfServerCode(e.ServerCode),
        _ => null,
    };

    private static string? OfServerCode(string? code) => code switch
    {
        "REGISTRATION_HAS_BEEN_DISABLED" => "ask who runs the server for an account",
        "INVALID_USERNAME_FORMAT" => "give the whole name, such as alice@example.com",
        _ => null,
    };
}
