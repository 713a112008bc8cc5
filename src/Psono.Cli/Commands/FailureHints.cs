using Psono.Client;

namespace Psono.Cli.Commands;

/// <summary>What to do about a failed request, in terms of the command line.</summary>
internal static class FailureHints
{
    /// <param name="e">What failed.</param>
    /// <param name="configuration">The configuration that is in effect, beside which options have none; null if options count.</param>
    public static string? Of(PsonoApiException e, string? configuration = null)
    {
        var server = Setting("--server-url", "psono_settings.server_url", configuration);
        return e.Failure switch
        {
            PsonoFailure.Unreachable => $"check {server}, the network and the proxy, if any",
            PsonoFailure.Timeout => $"increase {Setting("--timeout", "http_options.timeout", configuration)}",
            PsonoFailure.CertificateExpired => "renew it on the server; if it is still valid, set this machine's clock",
            PsonoFailure.CertificateForAnotherHost => $"set {server} to a host name that the certificate is valid for",
            PsonoFailure.CertificateUntrusted => "if it is from your own CA, add the root with "
                + Setting("--pem-root-certificate-path", "http_options.pem_root_certificate_path", configuration)
                + "; if not, the server may be missing its intermediate certificates",
            PsonoFailure.TlsHandshake => "server and client have no TLS version or cipher in common, or the port does not speak TLS",
            PsonoFailure.Redirect when e.RedirectsNeeded is { } count => $"set {server} to the final address, or follow redirects with "
                + $"{Setting("--max-redirects", "http_options.max_redirects", configuration)} {count}",
            PsonoFailure.Redirect => $"if that is your server, set {server} to that address",
            PsonoFailure.UnexpectedAnswer => $"{server} must be the address of the Psono server itself, which often ends in /server",
            PsonoFailure.RateLimited when e.RetryAfter is null => "wait, then try again",
            PsonoFailure.NotApproved => "try again; use --polling-timeout to allow more time",
            PsonoFailure.NotAuthentic => "check that the API secret key belongs to the API key id",
            PsonoFailure.NotFound when e.Secret?.Contains('/', StringComparison.Ordinal) == true =>
                "an API key sees titles, not folders: psonoci … run --explain shows what it can read",
            PsonoFailure.NotFound => "psonoci … run --explain shows what the key can read; titles must match exactly",
            PsonoFailure.Ambiguous => "use the id of the one you mean",
            PsonoFailure.Rollback =>
                "if the server was restored from a backup, delete the cache; if not, someone may be replaying old secrets",
            PsonoFailure.Swapped => "ask your administrator: the server's answers have been tampered with",
            PsonoFailure.Unbound => "its owner can bind it by granting access again: psonoci vault api-key grant; or turn off "
                + "--require-bound, PSONO_CI_REQUIRE_BOUND or psono_net.require_bound",
            PsonoFailure.CacheNotAuthentic => "check the API secret key; if it is correct, delete the file and find out who changed it",
            PsonoFailure.CacheUnusable =>
                "run once with --offline fallback while the server is reachable, or increase --cache-max-age",
            PsonoFailure.CacheFile => "check the permissions of the directory",
            PsonoFailure.Offline => "remove --offline only",
            _ => OfServerCode(e.ServerCode),
        };
    }

    /// <summary>An option, or what takes its place in a configuration: beside one the option would have no effect.</summary>
    private static string Setting(string option, string member, string? configuration) =>
        configuration is null ? option : $"{member} of {configuration}";

    private static string? OfServerCode(string? code) => code switch
    {
        "NO_PERMISSION_OR_NOT_EXIST" =>
            "check the API key id, that the key is active, that its permissions allow this, and that it has access to the secret",
        "HISTORY_FULL" => "its owner can remove old versions: psonoci vault history SECRET --prune --older-than 30d",
        "DEVICE_CODE_EXPIRED" or "DEVICE_CODE_NOT_FOUND" => "start again: a code is valid for a few minutes and works only once",
        _ => null,
    };
}
