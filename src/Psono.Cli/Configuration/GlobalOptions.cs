using System.CommandLine;
using Psono.Cli.Commands;

namespace Psono.Cli.Configuration;

/// <summary>The options before the command. Each with the environment variable that stands in for it, if there is one.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> ApiKeyId { get; } = Text("--api-key-id", "id of the API key, a UUID [env: PSONO_CI_API_KEY_ID]", "uuid");

    public Option<string?> ApiSecretKeyHex { get; } = Sensitive(
        "--api-secret-key-hex", "secret key of the API key, 64 hex digits [env: PSONO_CI_API_SECRET_KEY_HEX]", "hex");

    public Option<string?> ApiSecretKeyFile { get; } = Text("--api-secret-key-file", "file that contains the secret key", "path");

    public Option<int?> ApiSecretKeyFd { get; } = new("--api-secret-key-fd")
    {
        Description = "open file descriptor to read the secret key from; closed afterwards",
        HelpName = "number",
        Recursive = true,
    };

    public Option<bool> ApiSecretKeyStdin { get; } = Flag(
        "--api-secret-key-stdin", "read the secret key from the first line of standard input");

    public Option<string?> ServerUrl { get; } = Text(
        "--server-url", "URL of the server, such as https://example.com/server [env: PSONO_CI_SERVER_URL]", "url");

    public Option<string?> Timeout { get; } = Text(
        "--timeout", "total timeout in seconds for all requests (default: 60) [env: PSONO_CI_TIMEOUT]", "seconds");

    public Option<string?> MaxRedirects { get; } = Text(
        "--max-redirects", "redirects to follow on the same host (default: 0) [env: PSONO_CI_MAX_REDIRECTS]", "number");

    public Option<bool> UseNativeTls { get; } = Flag("--use-native-tls", "accepted for compatibility, without effect");

    public Option<bool> DangerDisableTlsVerification { get; } = Flag(
        "--danger-disable-tls-verification", "accept any server certificate: allows man-in-the-middle attacks");

    public Option<string?> DerRootCertificatePath { get; } = Text(
        "--der-root-certificate-path", "extra CA certificate (DER) [env: PSONO_CI_ADD_DER_ROOT_CERTIFICATE_PATH]", "path");

    public Option<string?> PemRootCertificatePath { get; } = Text(
        "--pem-root-certificate-path", "extra CA certificates (PEM) [env: PSONO_CI_ADD_PEM_ROOT_CERTIFICATE_PATH]", "path");

    public Option<string?> ConfigPacked { get; } = Sensitive(
        "--config-packed", "configuration packed into one string [env: PSONO_CI_CONFIG_PACKED]", "word");

    public Option<string?> ConfigPath { get; } = new("--config-path", "-c")
    {
        Description = "configuration file [env: PSONO_CI_CONFIG_PATH]",
        HelpName = "path",
        Recursive = true,
    };

    public Option<string?> Cache { get; } = Text("--cache", "directory to cache encrypted secrets in [env: PSONO_CI_CACHE]", "path");

    public Option<string?> Offline { get; } = OneOf(
        Text("--offline", "when to use the cache: fallback (default: when the server is unreachable), never, "
            + "or only [env: PSONO_CI_OFFLINE]",
            "when"),
        "fallback", "never", "only");

    public Option<string?> CacheMaxAge { get; } = Text(
        "--cache-max-age", "maximum age of the cache, such as 90s, 30m or 12h (default: 7d) [env: PSONO_CI_CACHE_MAX_AGE]", "duration");

    public Option<bool> RequireBound { get; } = Flag(
        "--require-bound", "refuse secrets that a malicious server could have swapped [env: PSONO_CI_REQUIRE_BOUND]");

    public Option<string?> ErrorFormat { get; } = OneOf(
        Text("--error-format", "format of error messages: text or json [env: PSONO_CI_ERROR_FORMAT]", "format"), "text", "json");

    public IEnumerable<Option> All =>
    [
        ApiKeyId, ApiSecretKeyHex, ApiSecretKeyFile, ApiSecretKeyFd, ApiSecretKeyStdin, ServerUrl, ConfigPath, ConfigPacked, Timeout,
        MaxRedirects, PemRootCertificatePath, DerRootCertificatePath, DangerDisableTlsVerification, UseNativeTls, Cache, Offline,
        CacheMaxAge, RequireBound, ErrorFormat,
    ];

    /// <summary>Those that mean something for a command.</summary>
    public IEnumerable<Option> For(Needs needs) => needs switch
    {
        Needs.ApiKey => All,
        Needs.Server =>
        [
            ServerUrl, Timeout, MaxRedirects, PemRootCertificatePath, DerRootCertificatePath, DangerDisableTlsVerification, ErrorFormat,
        ],
        _ => [ErrorFormat],
    };

    private static Option<string?> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, Recursive = true };

    private static Option<string?> Sensitive(string name, string description, string value) =>
        new SensitiveOption(name) { Description = description, HelpName = value, Recursive = true };

    /// <summary>Values for shells to complete; a wrong one is refused where it is read.</summary>
    private static Option<string?> OneOf(Option<string?> option, params string[] values)
    {
        option.CompletionSources.Add(values);
        return option;
    }

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description, Recursive = true };
}
