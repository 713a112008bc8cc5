using Psono.Client.Http;

namespace Psono.Cli.Configuration;

/// <summary>How to talk to the server; the members and defaults of every configuration format.</summary>
internal sealed record HttpSettings
{
    public uint TimeoutSeconds { get; init; } = 60;

    public uint MaxRedirects { get; init; }

    /// <summary>Kept for the configuration formats; there is only one TLS here.</summary>
    public bool UseNativeTls { get; init; }

    public bool DangerDisableTlsVerification { get; init; }

    public string? DerRootCertificatePath { get; init; }

    public string? PemRootCertificatePath { get; init; }

    /// <summary>For a configuration that may be used from anywhere.</summary>
    public HttpSettings WithFullPaths() => this with
    {
        DerRootCertificatePath = DerRootCertificatePath is { } der ? Path.GetFullPath(der) : null,
        PemRootCertificatePath = PemRootCertificatePath is { } pem ? Path.GetFullPath(pem) : null,
    };

    /// <param name="waiting">See <see cref="HttpOptions.Waiting"/>.</param>
    /// <param name="isPatient">Whether to wait for a server that says that it is away.</param>
    public HttpOptions ToOptions(Func<IDisposable?>? waiting = null, bool isPatient = true) => new()
    {
        MaxRetries = isPatient ? new HttpOptions().MaxRetries : 0,
        Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        MaxRedirects = (int)Math.Min(MaxRedirects, 100),
        DangerDisableTlsVerification = DangerDisableTlsVerification,
        DerRootCertificatePath = DerRootCertificatePath,
        PemRootCertificatePath = PemRootCertificatePath,
        Roots = SystemRoots.Bundle,
        Waiting = waiting,
    };
}
