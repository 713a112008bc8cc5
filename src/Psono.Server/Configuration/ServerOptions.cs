using Psono.Server.Mail;
using Psono.Server.RateLimiting;
using Psono.Server.SecondFactors;

namespace Psono.Server.Configuration;

/// <summary>How this server is set up. Every property is one <see cref="Setting"/>, which documents it.</summary>
internal sealed class ServerOptions
{
    public string DataDirectory { get; set; } = "";

    public string? Database { get; set; }

    public string? KeysFile { get; set; }

    /// <summary>Null: none was given.</summary>
    public string? NodeName { get; set; }

    /// <summary>How this server is told from others. Null: it is alone, and nobody gave it a name.</summary>
    public string? Node => NodeName ?? (Database is null ? null : Configuration.NodeName.OfHost);

    public IReadOnlyList<Uri> Urls { get; set; } = [];

    public string? TlsCertificate { get; set; }

    public string? TlsKey { get; set; }

    /// <summary>Public address of the API, without a final slash.</summary>
    public string HostUrl { get; set; } = "";

    /// <summary>False if <see cref="HostUrl"/> is only a guess, from where the server listens.</summary>
    public bool IsHostUrlGiven { get; set; }

    /// <summary>Public address of the web vault, without a final slash.</summary>
    public string WebClientUrl { get; set; } = "";

    /// <summary>Puts the port that the system chose where clients are told an address with port 0.</summary>
    public void TakePort(int port)
    {
        HostUrl = WithPort(HostUrl, port);
        WebClientUrl = WithPort(WebClientUrl, port);
    }

    public string WebRoot { get; set; } = "";

    public string InstallRoot { get; set; } = "";

    public LogLevel LogLevel { get; set; }

    public Registration Registration { get; set; }

    /// <summary>Empty: any.</summary>
    public IReadOnlyList<string> AllowedDomains { get; set; } = [];

    public IReadOnlyList<string> RegistrationEmailFilter { get; set; } = [];

    public bool EnforceMatchingUsernameAndEmail { get; set; }

    public string? EmailHost { get; set; }

    public int EmailPort { get; set; }

    public string? EmailUser { get; set; }

    public string? EmailPassword { get; set; }

    public MailSender EmailFrom { get; set; } = new("", "");

    public string EmailSubjectPrefix { get; set; } = "";

    public MailTls EmailTls { get; set; }

    public bool EmailAllowPlaintext { get; set; }

    /// <summary>Null: the authorities that this machine trusts.</summary>
    public string? EmailVerifyCaFile { get; set; }

    public int EmailTimeoutSeconds { get; set; }

    public string DefaultLanguage { get; set; } = "";

    public int ActivationLinkSeconds { get; set; }

    public bool DisableEmailNewLogin { get; set; }

    public int DefaultTokenSeconds { get; set; }

    public int MinWebTokenSeconds { get; set; }

    public int MaxWebTokenSeconds { get; set; }

    public int MinAppTokenSeconds { get; set; }

    public int MaxAppTokenSeconds { get; set; }

    public int MinApiKeyTokenSeconds { get; set; }

    public int MaxApiKeyTokenSeconds { get; set; }

    public int AutoProlongationSeconds { get; set; }

    public bool AllowMultipleSessions { get; set; }

    public bool DeviceProtectionDisabled { get; set; }

    public bool ReplayProtectionDisabled { get; set; }

    public int ReplayProtectionSeconds { get; set; }

    public bool AllowLostPassword { get; set; }

    public int RecoveryVerifierSeconds { get; set; }

    public int DisableLastPasswords { get; set; }

    public bool AllowUserSearchByEmail { get; set; }

    public bool AllowUserSearchByUsernamePartial { get; set; }

    public bool ManagementEnabled { get; set; }

    /// <summary>Null: all that there are.</summary>
    public FactorKinds? AllowedSecondFactors { get; set; }

    public bool MultifactorEnabled { get; set; }

    public bool RequireSecondFactor { get; set; }

    public int TotpValidWindow { get; set; }

    public string ServiceName { get; set; } = "";

    public string? YubiKeyClientId { get; set; }

    public byte[]? YubiKeySecretKey { get; set; }

    public IReadOnlyList<Uri> YubicoApiUrls { get; set; } = [];

    public bool ChecksYubiKeys => YubiKeyClientId is not null && YubiKeySecretKey is not null;

    public bool Disabled { get; set; }

    public bool MaintenanceActive { get; set; }

    public int NumProxies { get; set; }

    public string? TrustedIpHeader { get; set; }

    public string? TrustedCountryHeader { get; set; }

    public int MaxRequestBytes { get; set; }

    public long? MaxBodiesBytes { get; set; }

    public long MaxHistoryBytes { get; set; }

    public long MaxAccountHistoryBytes { get; set; }

    public bool CorsAllowAllOrigins { get; set; }

    public IReadOnlyList<string> CorsAllowedOrigins { get; set; } = [];

    public bool Throttling { get; set; }

    public Dictionary<RateScope, Rate> Rates { get; } = [];

    public bool SendsEmail => EmailHost is not null;

    private static string WithPort(string url, int port) =>
        new Uri(url) is { Port: 0 } parsed ? new UriBuilder(parsed) { Port = port }.Uri.AbsoluteUri.TrimEnd('/') : url;
}

/// <summary>Who may make an account.</summary>
internal enum Registration
{
    /// <summary>Whoever comes first; nobody after that.</summary>
    First,

    Everybody,

    Nobody,
}
