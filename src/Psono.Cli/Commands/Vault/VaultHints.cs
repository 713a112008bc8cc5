using Psono.Client;

namespace Psono.Cli.Commands.Vault;

/// <summary>What to do about a failed request, where that is another thing for a person than for a machine.</summary>
internal static class VaultHints
{
    public static bool Knows(PsonoApiException e) => e.Failure is PsonoFailure.SessionEnded or PsonoFailure.ServerKeyChanged
        or PsonoFailure.ServerNotTrusted
        or PsonoFailure.SecondFactorRequired or PsonoFailure.NotFound or PsonoFailure.NotAuthentic or PsonoFailure.Refused
        or PsonoFailure.OtherServer or PsonoFailure.Rollback or PsonoFailure.Ambiguous;

    public static string? Of(PsonoApiException e, VaultContext vault) => e.Failure switch
    {
        PsonoFailure.SessionEnded => "log in again: psonoci vault login",
        PsonoFailure.ServerKeyChanged =>
            "ask your administrator; if the server key was changed on purpose, give the new one with --verify-key, or remove the server "
            + $"from {vault.KnownServers.Path}",
        PsonoFailure.ServerNotTrusted =>
            "ask your administrator for the server key (psono-server prints it when it starts), and give it with --verify-key",
        PsonoFailure.SecondFactorRequired => "give a one-time password with --otp; other second factors work in the web vault only",
        PsonoFailure.NotFound => "psonoci vault ls lists what there is",
        PsonoFailure.Ambiguous => "give the id of the one you mean",
        PsonoFailure.Rollback =>
            "ask who runs the server: if it was restored from a backup, go on with psonoci vault login --accept-older; if not, somebody "
            + "may be replaying an old one",
        PsonoFailure.OtherServer => "log in at the server that the device asked, and approve it there; or the URL is not meant for you",
        PsonoFailure.Refused => OfServerCode(e.ServerCode),
        _ => null,
    };

    private static string? OfServerCode(string? code) => code switch
    {
        "REGISTRATION_HAS_BEEN_DISABLED" => "ask who runs the server to restart it with --allow-registration true, then register",
        "DEVICE_CODE_EXPIRED" or "No DeviceCode matches the given query." =>
            "start again on the device: a code works for a few minutes, and once",
        "DEVICE_CODE_ALREADY_CLAIMED" or "DEVICE_CODE_USER_MISMATCH" =>
            "if it was not you, somebody else had the URL: end the device's session in the web vault, and start again",
        "INVALID_USERNAME_FORMAT" => "give the full user name, such as alice@example.com",
        _ => null,
    };
}
