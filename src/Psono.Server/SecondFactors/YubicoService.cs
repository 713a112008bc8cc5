using System.Security.Cryptography;
using Psono.Server.Hosting;
using Psono.Shared;

namespace Psono.Server.SecondFactors;

/// <summary>What Yubico says of a one-time password.</summary>
internal enum YubicoVerdict
{
    /// <summary>Nothing that can be believed.</summary>
    Unknown,

    Valid,

    /// <summary>It is none, or was used before.</summary>
    Invalid,
}

/// <summary>
/// Asks Yubico's service, or one of one's own that speaks its validation protocol (version 2.0), whether a one-time password is right. The
/// servers are asked one after another until one answers; an answer counts only if it is signed and repeats what was asked.
/// </summary>
internal sealed partial class YubicoService
{
    private const int NonceBytes = 16;

    private const int LargestAnswer = 16 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly HttpClient Http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    private readonly IReadOnlyList<Uri> _servers;
    private readonly string _clientId;
    private readonly YubicoSignature _signature;
    private readonly ILogger<YubicoService> _logger;

    private YubicoService(IReadOnlyList<Uri> servers, string clientId, byte[] key, ILogger<YubicoService> logger)
    {
        _servers = servers;
        _clientId = clientId;
        _signature = new YubicoSignature(key);
        _logger = logger;
    }

    /// <summary>Null where no key of the service is set.</summary>
    public static YubicoService? Of(ServerParts parts) => parts.Options is { YubiKeyClientId: { } id, YubiKeySecretKey: { } key }
        ? new YubicoService(parts.Options.YubicoApiUrls, id, key, parts.Log<YubicoService>())
        : null;

    public async Task<YubicoVerdict> VerifyAsync(YubiKeyOtp otp)
    {
        foreach (var server in _servers)
        {
            if (await AskAsync(server, otp) is var verdict && verdict != YubicoVerdict.Unknown)
                return verdict;
        }

        return YubicoVerdict.Unknown;
    }

    private async Task<YubicoVerdict> AskAsync(Uri server, YubiKeyOtp otp)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
        var asked = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = _clientId,
            ["nonce"] = nonce,
            ["otp"] = otp.Text,
        };
        asked["h"] = _signature.Of(asked);
        var query = string.Join('&', asked.Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}"));
        try
        {
            using var response = await Http.GetAsync(new UriBuilder(server) { Query = query }.Uri);
            response.EnsureSuccessStatusCode();
            return Read(server, await response.Content.ReadAsStringAsync(), otp, nonce);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            Log.NoAnswer(_logger, server.Host, e is HttpRequestException http ? http.HttpRequestError.ToString() : "it takes too long");
            return YubicoVerdict.Unknown;
        }
    }

    private YubicoVerdict Read(Uri server, string answer, YubiKeyOtp otp, string nonce)
    {
        var told = YubicoAnswer.Parse(answer);
        var status = told.GetValueOrDefault("status", "");
        if (!_signature.IsOf(told))
        {
            Log.NotBelieved(_logger, server.Host, Printable.Short(status));
            return YubicoVerdict.Unknown;
        }

        switch (status)
        {
            // A signed answer to another question could be played back.
            case "OK" when told.GetValueOrDefault("otp") == otp.Text && told.GetValueOrDefault("nonce") == nonce:
                return YubicoVerdict.Valid;
            case "BAD_OTP" or "REPLAYED_OTP":
                return YubicoVerdict.Invalid;
            default:
                Log.Refused(_logger, server.Host, Printable.Short(status));
                return YubicoVerdict.Unknown;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The YubiKey service at {Host} gives no answer: {Reason}")]
        public static partial void NoAnswer(ILogger logger, string host, string reason);

        [LoggerMessage(2, LogLevel.Warning, "An answer of the YubiKey service at {Host} is not signed with --yubikey-secret-key: {Status}")]
        public static partial void NotBelieved(ILogger logger, string host, string status);

        [LoggerMessage(3, LogLevel.Warning, "The YubiKey service at {Host} does not check a one-time password: {Status}")]
        public static partial void Refused(ILogger logger, string host, string status);
    }
}
