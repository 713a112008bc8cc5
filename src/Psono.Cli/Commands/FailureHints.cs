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
            PsonoFailure.Unreachable => $"check {server}, the network and, if there is one, the proxy",
            PsonoFailure.Timeout => $"allow it more time with {Setting("--timeout", "http_options.timeout", configuration)}",
            PsonoFailure.CertificateExpired => "renew it on the server; if it is valid, correct the clock of this machine",
            PsonoFailure.CertificateForAnotherHost => $"use in {server} a name that the certificate is for",
            PsonoFailure.CertificateUntrusted => "if it is of your own CA, give the root with "
                + Setting("--pem-root-certificate-path", "http_options.pem_root_certificate_path", configuration)
                + "; if not, the server may not send its intermediate certificates",
            PsonoFailure.TlsHandshake => "server and client have no TLS version or cipher in common, or the port does not speak TLS",
            PsonoFailure.Redirect when e.RedirectsNeeded is { } count => $"give the final address in {server}, or follow it with "
                + $"{Setting("--max-redirects", "http_options.max_redirects", configuration)} {count}",
            PsonoFailure.Redirect => $"if that is your server, give its address there in {server}",
            PsonoFailure.UnexpectedAnswer => $"{server} is the address of the Psono server itself, often ending in /server",
            PsonoFailure.RateLimited when e.RetryAfter is null => "wait, then try again",
            PsonoFailure.NotApproved => "start again; --polling-timeout gives you more time",
            PsonoFailure.NotAuthentic => "check that the API secret key belongs to the API key id",
            PsonoFailure.NotFound when e.Secret?.Contains('/', StringComparison.Ordinal) == true =>
                "an API key knows titles, not folders: psonoci … run --explain shows what it reads",
            PsonoFailure.NotFound => "psonoci … run --explain shows what the key reads; titles are compared letter by letter",
            PsonoFailure.Ambiguous => "give the id of the one you mean",
            PsonoFailure.Rollback =>
                "if the server was restored from a backup, delete the cache; if not, somebody may be replaying old secrets",
            PsonoFailure.Swapped => "ask who runs the server: somebody has changed what it answers",
            PsonoFailure.Unbound => "its owner can bind it by granting it again: psonoci vault api-key grant; or no longer demand it with "
                + "--require-bound, PSONO_CI_REQUIRE_BOUND or psono_net.require_bound",
            PsonoFailure.CacheNotAuthentic => "check the API secret key; if it is right, delete the file and find out who changed it",
            PsonoFailure.CacheUnusable =>
                "run once with --offline fallback while the server can be reached, or allow more with --cache-max-age",
            PsonoFailure.CacheFile => "look at the permissions of the directory",
            PsonoFailure.Offline => "leave --offline only out",
            _ => OfServerCode(e.ServerCode),
        };
    }

    /// <summary>An option, or what takes its place in a configuration: beside one the option would have no effect.</summary>
    private static string Setting(string option, string member, string? configuration) =>
        configuration is null ? option : $"{member} of {configuration}";

    private static string? OfServerCode(string? code) => code switch
    {
        "NO_PERMISSION_OR_NOT_EXIST" =>
            "check the API key id, that the key is active, that it has the right to read or write, and that the secret is granted to it",
        "HISTORY_FULL" => "its owner can remove old versions: psonoci vault history SECRET --prune --older-than 30d",
        "DEVICE_CODE_EXPIRED" or "DEVICE_CODE_NOT_FOUND" => "start again: a code works for a few minutes, and once",
        _ => null,
    };
}
