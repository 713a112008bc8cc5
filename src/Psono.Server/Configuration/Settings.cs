using System.Globalization;
using Psono.Server.Mail;
using Psono.Server.RateLimiting;
using Psono.Server.Users;
using static Psono.Server.Configuration.SettingValue;

namespace Psono.Server.Configuration;

/// <summary>Everything that can be set, in the order of the help.</summary>
internal static class Settings
{
    public static readonly IReadOnlyList<Setting> All =
    [
        new("DATA_DIR", DefaultDataDirectory(), "/var/lib/psono", "Directory of the keys, the SQLite database and appsettings.json",
            (o, v) => o.DataDirectory = Path.GetFullPath(v)),
        new("URLS", "http://127.0.0.1:10100", "http://0.0.0.0:8080", "Addresses to listen on, separated by ;", (o, v) => o.Urls = Urls(v)),
        new("DATABASE", "", "postgresql://psono@db/psono",
            "PostgreSQL connection, as URL or Host=db;Database=psono;…; without it SQLite in the data directory",
            (o, v) => o.Database = v) { Secret = true },
        new("KEYS_FILE", "", "/etc/psono/keys.json",
            "Keys of the server, made on first start as keys.json in the data directory; servers that share a database need the same file",
            (o, v) => o.KeysFile = Path.GetFullPath(v)),
        new("NODE_NAME", "", "server-1",
            "Name of this server among those that share a database: in its log, and as application_name psono-server/NAME in PostgreSQL; "
            + "default: the host name",
            (o, v) => o.NodeName = NodeName.Parse(v)),
        new("TLS_CERT", "", "/etc/psono/tls.crt", "Certificate chain (PEM) for https addresses",
            (o, v) => o.TlsCertificate = Path.GetFullPath(v)),
        new("TLS_KEY", "", "/etc/psono/tls.key", "Private key (PEM) of the certificate", (o, v) => o.TlsKey = Path.GetFullPath(v)),
        new("HOST_URL", "", "https://vault.example.com/server", "Public address of the API; without it the first of --urls",
            (o, v) => o.HostUrl = PublicUrl(v)),
        new("WEB_CLIENT_URL", "", "https://vault.example.com",
            "Public address of the web vault, for links in e-mails and for approving devices; default: the host of --host-url",
            (o, v) => o.WebClientUrl = PublicUrl(v)),
        new("WEB_ROOT", DefaultWebRoot(), "/usr/share/psono-server/wwwroot",
            "Directory of the web vault; no web vault without its index.html",
            (o, v) => o.WebRoot = Path.GetFullPath(v)),
        new("INSTALL_ROOT", DefaultInstallRoot(), "/usr/share/psono-server/install",
            "Directory of the psonoci offered for download under /install/, one directory per platform",
            (o, v) => o.InstallRoot = Path.GetFullPath(v)),
        new("LOG_LEVEL", "information", "debug", "Minimum log level", (o, v) => o.LogLevel = Level(v)),

        new("ALLOW_REGISTRATION", "first", "true",
            "Who may register: first (only the first account), true or false",
            (o, v) => o.Registration = Registration(v)),
        new("ALLOWED_DOMAINS", "*", "example.com,example.org", "Domains allowed in user names; * allows any",
            (o, v) => o.AllowedDomains = v == "*" ? [] : List(v.ToLowerInvariant())),
        new("REGISTRATION_EMAIL_FILTER", "", "example.com", "Domains allowed in e-mail addresses of new accounts; default: any",
            (o, v) => o.RegistrationEmailFilter = List(v.ToLowerInvariant())),
        new("ENFORCE_MATCHING_USERNAME_AND_EMAIL", "false", "true", "Require new accounts to have the same user name and e-mail address",
            (o, v) => o.EnforceMatchingUsernameAndEmail = Bool(v)),

        new("EMAIL_HOST", "", "mail.example.com", "Mail server; if set, new accounts must confirm their address",
            (o, v) => o.EmailHost = v),
        new("EMAIL_PORT", "", "25", "Port of the mail server; default: 587, with --email-tls tls 465",
            (o, v) => o.EmailPort = Number(v, 1, 65535)),
        new("EMAIL_USER", "", "psono", "User name for the mail server", (o, v) => o.EmailUser = v),
        new("EMAIL_PASSWORD", "", "…", "Password for the mail server", (o, v) => o.EmailPassword = v) { Secret = true },
        new("EMAIL_FROM", "psono@localhost", "vault@example.com", "Sender of e-mails, also as 'Example vault <vault@example.com>'",
            (o, v) => o.EmailFrom = MailSender.Parse(v)),
        new("EMAIL_SUBJECT_PREFIX", "", "[Vault]", "What subjects of e-mails begin with",
            (o, v) => o.EmailSubjectPrefix = v.TrimEnd() + " "),
        new("EMAIL_TLS", "starttls", "tls",
            "How the connection to the mail server is encrypted: starttls (required), tls (from the start), "
            + "none (only to a mail server on this machine)",
            (o, v) => o.EmailTls = Tls(v)),
        new("EMAIL_ALLOW_PLAINTEXT", "false", "true",
            "Allow --email-tls none to another machine: whoever is on the way reads links and can use them; never with a password",
            (o, v) => o.EmailAllowPlaintext = Bool(v)),
        new("EMAIL_VERIFY_CA_FILE", "", "/etc/psono/mail-ca.crt",
            "Certificates (PEM) of the authorities that may have issued the mail server's; default: those this machine trusts",
            (o, v) => o.EmailVerifyCaFile = Path.GetFullPath(v)),
        new("EMAIL_TIMEOUT", "20", "60", "How long the mail server may take for an e-mail (seconds)",
            (o, v) => o.EmailTimeoutSeconds = Number(v, 1, 600)),
        new("DEFAULT_LANGUAGE", Languages.Default, Languages.French,
            "Language of e-mails to people whose language is not known or not available: en or fr",
            (o, v) => o.DefaultLanguage = Language(v)),
        new("ACTIVATION_LINK_TIME_VALID", "2592000", "86400", "Lifetime of a link in an e-mail (seconds)",
            (o, v) => o.ActivationLinkSeconds = Number(v, 1)),
        new("DISABLE_EMAIL_NEW_LOGIN", "false", "true", "Disable e-mail notifications about new logins",
            (o, v) => o.DisableEmailNewLogin = Bool(v)),

        new("DEFAULT_TOKEN_TIME_VALID", "86400", "3600", "Default session lifetime (seconds)",
            (o, v) => o.DefaultTokenSeconds = Number(v, 1)),
        new("MIN_WEB_TOKEN_TIME_VALID", "0", "60", "Minimum session lifetime (seconds)", (o, v) => o.MinWebTokenSeconds = Number(v)),
        new("MAX_WEB_TOKEN_TIME_VALID", "2592000", "86400", "Maximum session lifetime (seconds)",
            (o, v) => o.MaxWebTokenSeconds = Number(v, 1)),
        new("MIN_APP_TOKEN_TIME_VALID", "0", "60", "Minimum session lifetime for apps (seconds)",
            (o, v) => o.MinAppTokenSeconds = Number(v)),
        new("MAX_APP_TOKEN_TIME_VALID", "31536000", "2592000", "Maximum session lifetime for apps (seconds)",
            (o, v) => o.MaxAppTokenSeconds = Number(v, 1)),
        new("MIN_API_KEY_TOKEN_TIME_VALID", "0", "60", "Minimum session lifetime for API keys (seconds)",
            (o, v) => o.MinApiKeyTokenSeconds = Number(v)),
        new("MAX_API_KEY_TOKEN_TIME_VALID", "600", "3600", "Maximum session lifetime for API keys (seconds)",
            (o, v) => o.MaxApiKeyTokenSeconds = Number(v, 1)),
        new("AUTO_PROLONGATION_TOKEN_TIME_VALID", "0", "900", "End a session after this many seconds without a request; 0 disables this",
            (o, v) => o.AutoProlongationSeconds = Number(v)),
        new("ALLOW_MULTIPLE_SESSIONS", "true", "false", "Allow several sessions per user",
            (o, v) => o.AllowMultipleSessions = Bool(v)),
        new("DEVICE_PROTECTION_DISABLED", "false", "true", "Do not bind sessions to their device",
            (o, v) => o.DeviceProtectionDisabled = Bool(v)),
        new("REPLAY_PROTECTION_DISABLED", "false", "true", "Do not check the time of requests",
            (o, v) => o.ReplayProtectionDisabled = Bool(v)),
        new("REPLAY_PROTECTION_TIME_DFFERENCE", "20", "60", "Allowed clock drift of a client during a session (seconds)",
            (o, v) => o.ReplayProtectionSeconds = Number(v)),
        new("ALLOW_LOST_PASSWORD", "true", "false", "Allow setting a new password with a recovery code",
            (o, v) => o.AllowLostPassword = Bool(v)),
        new("RECOVERY_VERIFIER_TIME_VALID", "600", "120",
            "Time to complete a password reset or emergency login after the code was entered (seconds)",
            (o, v) => o.RecoveryVerifierSeconds = Number(v, 1)),
        new("DISABLE_LAST_PASSWORDS", "0", "5", "Number of previous passwords that cannot be reused",
            (o, v) => o.DisableLastPasswords = Number(v, 0, 100)),

        new("ALLOW_USER_SEARCH_BY_EMAIL", "false", "true", "Allow finding users by e-mail address",
            (o, v) => o.AllowUserSearchByEmail = Bool(v)),
        new("ALLOW_USER_SEARCH_BY_USERNAME_PARTIAL", "false", "true", "Allow finding users by part of their name",
            (o, v) => o.AllowUserSearchByUsernamePartial = Bool(v)),
        new("MANAGEMENT_ENABLED", "true", "false",
            "Let administrators manage accounts in the web vault; false leaves it to psono-server user",
            (o, v) => o.ManagementEnabled = Bool(v)),
        new("ALLOWED_SECOND_FACTORS", "", "webauthn,google_authenticator",
            "Methods of two-step login that can be set up: google_authenticator, webauthn, yubikey_otp; default: all",
            (o, v) => o.AllowedSecondFactors = Factors(v)),
        new("MULTIFACTOR_ENABLED", "false", "true", "Require all methods of an account at login, not only one of them",
            (o, v) => o.MultifactorEnabled = Bool(v)),
        new("REQUIRE_SECOND_FACTOR", "false", "true",
            "Require two-step login: accounts without it can only set it up",
            (o, v) => o.RequireSecondFactor = Bool(v)),
        new("TOTP_VALID_WINDOW", "1", "0", "Number of steps of 30 seconds before and after now whose verification codes are accepted",
            (o, v) => o.TotpValidWindow = Number(v, 0, 10)),
        new("SERVICE_NAME", "Psono", "Example vault", "Name that browsers show when a security key is set up",
            (o, v) => o.ServiceName = v),
        new("YUBIKEY_CLIENT_ID", "", "12345", "Client id at Yubico's validation service; without it, YubiKey OTP is not available",
            (o, v) => o.YubiKeyClientId = Number(v).ToString(CultureInfo.InvariantCulture)),
        new("YUBIKEY_SECRET_KEY", "", "AAECAwQFBgcICQoLDA0ODxAREhM=", "Secret key of that client id",
            (o, v) => o.YubiKeySecretKey = Base64(v)) { Secret = true },
        new("YUBICO_API_URLS", "https://api.yubico.com/wsapi/2.0/verify", "https://yubikeys.example.com/wsapi/2.0/verify",
            "Validation services for YubiKey OTP, tried in this order",
            (o, v) => o.YubicoApiUrls = WebUrls(v)),
        new("DISABLED", "false", "true", "Reject every request with 423 SERVER_DISABLED", (o, v) => o.Disabled = Bool(v)),
        new("MAINTENANCE_ACTIVE", "false", "true", "Reject every request with 423 MAINTENANCE_MODE_ACTIVE",
            (o, v) => o.MaintenanceActive = Bool(v)),

        new("NUM_PROXIES", "0", "1", "Number of proxies in front that add to X-Forwarded-For; 0 ignores the header",
            (o, v) => o.NumProxies = Number(v, 0, 16)),
        new("TRUSTED_IP_HEADER", "", "CF-Connecting-IP", "Header set by a proxy with the client's address",
            (o, v) => o.TrustedIpHeader = HeaderName(v)),
        new("TRUSTED_COUNTRY_HEADER", "", "CF-IPCountry", "Header set by a proxy with the client's country",
            (o, v) => o.TrustedCountryHeader = HeaderName(v)),
        new("MAX_REQUEST_BYTES", "16777216", "1048576", "Maximum size of a request with data (bytes)",
            (o, v) => o.MaxRequestBytes = Number(v, 65536, 1 << 30)),
        new("MAX_BODIES_BYTES", "", "67108864",
            "Maximum memory for request bodies over all connections (bytes), at least twice the largest; default: a sixteenth of the "
            + "memory, at most 256 MiB",
            (o, v) => o.MaxBodiesBytes = Number(v, 65536)),
        new("MAX_HISTORY_BYTES", "1073741824", "268435456",
            "Maximum size of a secret's history (bytes); beyond it, versions older than 90 days are removed, then changes are rejected",
            (o, v) => o.MaxHistoryBytes = LongNumber(v, 1 << 20)),
        new("MAX_ACCOUNT_HISTORY_BYTES", "10737418240", "1073741824", "Maximum size of the histories of an account (bytes)",
            (o, v) => o.MaxAccountHistoryBytes = LongNumber(v, 1 << 20)),
        new("CORS_ALLOW_ALL_ORIGINS", "true", "false", "Allow web vaults at any address to use this server",
            (o, v) => o.CorsAllowAllOrigins = Bool(v)),
        new("CORS_ALLOWED_ORIGINS", "", "https://vault.example.com", "Addresses of web vaults allowed to use this server, if not all are",
            (o, v) => o.CorsAllowedOrigins = List(v)),

        new("THROTTLING", "true", "false", "Enable rate limiting", (o, v) => o.Throttling = Bool(v)),
        Rate("ANON", "1000000/hour", RateScope.Anonymous, "Requests without a session, by client address"),
        Rate("USER", "86400/day", RateScope.User, "Requests with a session, by user"),
        Rate("API_KEY", "1000000/hour", RateScope.ApiKey, "Requests with an API key, by key"),
        Rate("API_KEY_WRITE", "3600/hour", RateScope.ApiKeyWrite, "Changes with an API key, by key"),
        Rate("API_KEY_LOGIN", "60/hour", RateScope.ApiKeyLogin, "Failed logins with API keys, by client address"),
        Rate("INFO", "1000000/hour", RateScope.Info, "Requests for the server's identity, by client address"),
        Rate("PRE_LOGIN", "1000000/hour", RateScope.Prelogin, "First steps of a login, by client address"),
        Rate("LOGIN", "200/day", RateScope.Login, "Failed logins, by client address"),
        Rate("LOGIN_FAILURE", "48/day", RateScope.LoginFailure, "Failed logins, by account and client address"),
        Rate(
            "ACCOUNT_FAILURE", "400/day", RateScope.AccountFailure,
            "Failed logins, by account from anywhere; beyond it, unknown devices and addresses have to wait"),
        Rate("SLOW_LOGIN", "6/minute", RateScope.SlowLogin, "Logins of those who have to wait, by account"),
        Rate("REGISTRATION", "20/day", RateScope.Registration, "New accounts, and requests to delete one by e-mail, by client address"),
        Rate("UNREGISTRATION_MAIL", "3/day", RateScope.UnregistrationMail, "E-mails with a link that deletes the account, by account"),
        Rate("DEVICE_CODE", "200/day", RateScope.DeviceCode, "Device approval requests, by client address"),
        Rate(
            "DEVICE_CODE_TOKEN", "500/day", RateScope.DeviceCodeToken, "Polls of devices waiting for approval, by client address"),
        Rate("GA_VERIFY", "6/minute", RateScope.GaVerify, "Incorrect verification codes, by user and known place"),
        Rate("GA_FAILURE", "20/day", RateScope.GaFailure, "Incorrect verification codes over a longer time, likewise"),
        Rate("GA_FAILURE_NOTICE", "1/day", RateScope.GaFailureNotice, "E-mails about incorrect verification codes, by user"),
        Rate("DUO_VERIFY", "6/minute", RateScope.WebAuthnVerify, "Steps of a login with a security key, by session"),
        Rate("YUBIKEY_OTP_VERIFY", "6/minute", RateScope.YubiKeyVerify, "Incorrect YubiKey OTPs, by session"),
        Rate("STATUS_CHECK", "61/minute", RateScope.StatusCheck, "Status requests, by user"),
        Rate("USER_UPDATE", "20/day", RateScope.UserUpdate, "Changes of the account, by user"),
        Rate("USER_DELETE", "20/day", RateScope.UserDelete, "Attempts to delete the account, by user"),
    ];

    private static Setting Rate(string name, string value, RateScope scope, string help) =>
        new("THROTTLE_RATE_" + name, value, value, help, (o, v) => o.Rates[scope] = RateLimiting.Rate.Parse(v));

    /// <summary>The reference server names headers as CGI does: <c>HTTP_CF_CONNECTING_IP</c>.</summary>
    private static string HeaderName(string text) =>
        text.StartsWith("HTTP_", StringComparison.Ordinal) ? text["HTTP_".Length..].Replace('_', '-') : text;

    private static string DefaultWebRoot() => Path.Combine(AppContext.BaseDirectory, "wwwroot");

    private static string DefaultInstallRoot() => Path.Combine(AppContext.BaseDirectory, "install");

    private static string DefaultDataDirectory()
    {
        if (Environment.IsPrivilegedProcess)
            return "/var/lib/psono";
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(home, "psono-server");
    }
}
