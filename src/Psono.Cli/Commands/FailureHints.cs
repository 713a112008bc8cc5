using Psono.Client;

namespace Psono.Cli.Commands;

/// <summary>What to do about a failed request, in terms of the command line.</summary>
internal static class FailureHints
{
    public static string? Of(PsonoApiException e) => e.Failure switch
    {
        PsonoFailure.Unreachable => "check --server-url, the network and, if there is one, the proxy",
        PsonoFailure.Timeout => "allow it more time with --timeout",
        PsonoFailure.CertificateExpired => "renew it on the server; if it is valid, correct the clock of this machine",
        PsonoFailure.CertificateForAnotherHost => "use in --server-url a name that the certificate is for",
        PsonoFailure.CertificateUntrusted =>
            "if it is of your own CA, give the root with --pem-root-certificate-path or --der-root-certificate-path; "
            + "if not, the server may not send its intermediate certificates",
        PsonoFailure.TlsHandshake => "server and client have no TLS version or cipher in common, or the port does not speak TLS",
        PsonoFailure.Redirect when e.Redirects is { } redirects =>
            $"give the final address as --server-url, or follow it with --max-redirects {redirects}",
        PsonoFailure.Redirect => "if that is your server, give its address there as --server-url",
        PsonoFailure.UnexpectedAnswer => "--server-url is the address of the Psono server itself, often ending in /server",
        PsonoFailure.RateLimited when e.RetryAfter is null => "wait, then try again",
        PsonoFailure.NotApproved => "start again; --polling-timeout gives you more time",
        PsonoFailure.NotAuthentic => "check that the API secret key belongs to the API key id",
        PsonoFailure.NotFound => "psonoci … run --explain shows what the key reads; titles are compared letter by letter",
        PsonoFailure.Ambiguous => "give the id of the one you mean",
        PsonoFailure.Rollback =>
            "if the server was restored from a backup, delete the cache; if not, somebody may be replaying old secrets",
        PsonoFailure.Swapped => "ask who runs the server: somebody has changed what it answers",
        PsonoFailure.Unbound => "its owner can bind it by granting it again: psonoci vault api-key grant; or leave --require-bound out",
        PsonoFailure.CacheNotAuthentic => "check the API secret key; if it is right, delete the file and find out who changed it",
        PsonoFailure.CacheUnusable =>
            "run once with --offline fallback while the server can be reached, or allow more with --cache-max-age",
        PsonoFailure.CacheFile => "look at the permissions of the directory",
        PsonoFailure.Offline => "leave --offline only out",
        _ => OfServerCode(e.ServerCode),
    };

    private static string? OfServerCode(string? code) => code switch
    {
        "NO_PERMISSION_OR_NOT_EXIST" =>
            "check the API key id, that the key is active, that it has the right to read or write, and that the secret is granted to it",
        "HISTORY_FULL" => "its owner can remove old versions: psonoci vault history SECRET --prune --older-than 30d",
        "DEVICE_CODE_EXPIRED" or "DEVICE_CODE_NOT_FOUND" => "start again: a code works for a few minutes, and once",
        _ => null,
    };
}
