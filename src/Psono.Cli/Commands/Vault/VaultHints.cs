using Psono.Client;

namespace Psono.Cli.Commands.Vault;

/// <summary>What to do about a failed request, where that is another thing for a person than for a machine.</summary>
internal static class VaultHints
{
    public static bool Knows(PsonoApiException e) => e.Failure is PsonoFailure.SessionEnded or PsonoFailure.ServerKeyChanged
        or PsonoFailure.ServerNotTrusted
        or PsonoFailure.SecondFactorRequired or PsonoFailure.NotFound or PsonoFailure.NotAuthentic or PsonoFailure.Refused
        or PsonoFailure.OtherServer or PsonoFailure.Rollback or PsonoFailure.Ambiguous or PsonoFailure.RestrictedKey;

    public static string? Of(PsonoApiException e, VaultContext vault) => e.Failure switch
    {
        PsonoFailure.RestrictedKey =>
            "--with-api-key needs an unrestricted API key: create one with psonoci vault api-key create … --unrestricted",
        PsonoFailure.ServerKeyChanged when vault.ActsWithApiKey =>
            "ask your administrator; if the server key was changed on purpose, correct server_verify_key in the configuration",
        PsonoFailure.SessionEnded when vault.ActsWithApiKey =>
            "run it again: the API key may have been deleted or deactivated, and its sessions last for minutes",
        PsonoFailure.Refused when vault.ActsWithApiKey && OfApiKey(e) is { } hint => hint,
        PsonoFailure.SessionEnded => "log in again: psonoci vault login",
        PsonoFailure.ServerKeyChanged =>
            "ask your administrator; if the server key was changed on purpose, pass the new one with --verify-key, or remove the server "
            + $"from {vault.KnownServers.Path}",
        PsonoFailure.ServerNotTrusted =>
            "ask your administrator for the server key, which psono-server prints when it starts, and pass it with --verify-key",
        PsonoFailure.SecondFactorRequired =>
            "pass a verification code or a YubiKey OTP with --otp; other methods of two-step login only work in the web vault",
        PsonoFailure.NotFound => "to list your secrets: psonoci vault ls",
        PsonoFailure.Ambiguous => "use the id of the one you mean",
        PsonoFailure.Rollback =>
            "ask your administrator: if the server was restored from a backup, use psonoci vault login --accept-older; if not, someone "
            + "may be replaying an old one",
        PsonoFailure.OtherServer => "log in to the server that the device uses, and approve it there; or the URL is not meant for you",
        PsonoFailure.Refused => OfServerCode(e.ServerCode),
        _ => null,
    };

    /// <summary>About a login with an API key, and what its session may not do.</summary>
    private static string? OfApiKey(PsonoApiException e) => e.ServerCode switch
    {
        "Signature invalid." =>
            "an API key from another client needs its private key as well (psonoci vault api-key show --reveal): as api_private_key_hex in "
            + "[psono_net] of the configuration, or PSONO_CI_API_PRIVATE_KEY_HEX",
        _ when e.Status == 403 => "check the permissions of the API key: --with-api-key needs read, and --write for changes",
        _ => null,
    };

    private static string? OfServerCode(string? code) => code switch
    {
        "REGISTRATION_HAS_BEEN_DISABLED" => "ask your administrator for an invitation: psono-server user invite alice@example.com",
        "INVITATION_NOT_VALID" => "ask your administrator for another invitation",
        "DEVICE_CODE_EXPIRED" or "No DeviceCode matches the given query." =>
            "start again on the device: a code is valid for a few minutes and works only once",
        "DEVICE_CODE_ALREADY_CLAIMED" or "DEVICE_CODE_USER_MISMATCH" =>
            "if it was not you, someone else had the URL: end the device's session in the web vault, and start again",
        "SECOND_FACTOR_SETUP_REQUIRED" => "to set it up: psonoci vault second-factor add totp, or use the web vault",
        "INVALID_USERNAME_FORMAT" => "use the full user name, such as alice@example.com",
        _ => null,
    };
}
