using Psono.Client.Http;

namespace Psono.Client.ApiKeys.Settings;

/// <summary>How to talk to the server; the members and defaults of every configuration format.</summary>
internal sealed record HttpSettings
{
    public const string TimeoutVariable = "PSONO_CI_TIMEOUT";
    public const string RedirectsVariable = "PSONO_CI_MAX_REDIRECTS";
    public const string DerRootVariable = "PSONO_CI_ADD_DER_ROOT_CERTIFICATE_PATH";
    public const string PemRootVariable = "PSONO_CI_ADD_PEM_ROOT_CERTIFICATE_PATH";

    public uint TimeoutSeconds { get; init; } = 60;

    public uint MaxRedirects { get; init; }

    /// <summary>Kept for the configuration formats; there is only one TLS here.</summary>
    public bool UseNativeTls { get; init; }

    public bool DangerDisableTlsVerification { get; init; }

    public string? DerRootCertificatePath { get; init; }

    public string? PemRootCertificatePath { get; init; }

    /// <param name="value">What is given under the name of a variable; null if nothing is.</param>
    public static HttpSettings From(Func<string, string?> value)
    {
        var defaults = new HttpSettings();
        return defaults with
        {
            TimeoutSeconds = value(TimeoutVariable) is { } timeout ? ApiKeySettings.ParseTimeout(timeout) : defaults.TimeoutSeconds,
            MaxRedirects = value(RedirectsVariable) is { } redirects
                ? ApiKeySettings.ParseNumber("the number of redirects", redirects) : defaults.MaxRedirects,
            DerRootCertificatePath = value(DerRootVariable),
            PemRootCertificatePath = value(PemRootVariable),
        };
    }

    /// <summary>For a configuration that may be used from anywhere.</summary>
    public HttpSettings WithFullPaths() => this with
    {
        DerRootCertificatePath = DerRootCertificatePath is { } der ? Path.GetFullPath(der) : null,
        PemRootCertificatePath = PemRootCertificatePath is { } pem ? Path.GetFullPath(pem) : null,
    };

    /// <param name="waiting">See <see cref="HttpOptions.Waiting"/>.</param>
    /// <param name="isPatient">Whether to wait for a server that says that it is away.</param>
    /// <param name="roots">See <see cref="HttpOptions.Roots"/>.</param>
    public HttpOptions ToOptions(Func<IDisposable?>? waiting, bool isPatient, RootCertificateBundle? roots) => new()
    {
        MaxRetries = isPatient ? new HttpOptions().MaxRetries : 0,
        Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        MaxRedirects = (int)Math.Min(MaxRedirects, 100),
        DangerDisableTlsVerification = DangerDisableTlsVerification,
        DerRootCertificatePath = DerRootCertificatePath,
        PemRootCertificatePath = PemRootCertificatePath,
        Roots = roots,
        Waiting = waiting,
    };
}
