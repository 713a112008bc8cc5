using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Psono.Server.Tests.SecondFactors;

/// <summary>A validation service for YubiKeys: Yubico's protocol 2.0 with signatures, and YubiKeys whose passwords it knows.</summary>
internal sealed class TestYubico : IAsyncDisposable
{
    public const string ClientId = "12345";

    private readonly WebApplication _app;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(20);
    private readonly ConcurrentDictionary<string, bool> _used = new();
    private readonly HashSet<string> _known = [];

    private TestYubico(WebApplication app) => _app = app;

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    /// <summary>What it says instead of what is so.</summary>
    public string? Status { get; set; }

    /// <summary>What it does to its answer before it is signed.</summary>
    public Action<SortedDictionary<string, string>>? Falsify { get; set; }

    /// <summary>What it does to its answer after that.</summary>
    public Action<SortedDictionary<string, string>>? Tamper { get; set; }

    public int HttpStatus { get; set; } = 200;

    public string Url => _app.Urls.First() + "/wsapi/2.0/verify";

    public string[] Arguments =>
    [
        "--yubikey-client-id", ClientId, "--yubikey-secret-key", Convert.ToBase64String(_key), "--yubico-api-urls", Url,
    ];

    public static async Task<TestYubico> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var service = new TestYubico(app);
        app.Run(service.AnswerAsync);
        await app.StartAsync();
        return service;
    }

    /// <summary>What a key types when it is touched.</summary>
    public string Touch(string keyId)
    {
        const string Alphabet = "cbdefghijklnrtuv";
        var otp = keyId + string.Concat(RandomNumberGenerator.GetBytes(32).Select(b => Alphabet[b % 16]));
        lock (_known)
            _known.Add(otp);
        return otp;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Asked++;
        var query = context.Request.Query.ToDictionary(p => p.Key, p => p.Value.ToString());
        var asked = new SortedDictionary<string, string>(query, StringComparer.Ordinal);
        var status = context.Request.Path != "/wsapi/2.0/verify" || asked["id"] != ClientId ? "NO_SUCH_CLIENT"
            : Sign(asked) != asked["h"] ? "BAD_SIGNATURE"
            : !Knows(asked["otp"]) ? "BAD_OTP"
            : !_used.TryAdd(asked["otp"], true) ? "REPLAYED_OTP"
            : "OK";
        var told = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["t"] = "2026-11-23T19:12:46Z0123",
            ["otp"] = asked["otp"],
            ["nonce"] = asked["nonce"],
            ["sl"] = "100",
            ["status"] = Status ?? status,
        };
        Falsify?.Invoke(told);
        told["h"] = Sign(told);
        Tamper?.Invoke(told);
        context.Response.StatusCode = HttpStatus;
        await context.Response.WriteAsync(string.Concat(told.Select(line => $"{line.Key}={line.Value}\r\n")));
    }

    private bool Knows(string otp)
    {
        lock (_known)
            return _known.Contains(otp);
    }

    private string Sign(SortedDictionary<string, string> parameters)
    {
        var text = string.Join('&', parameters.Where(p => p.Key != "h").Select(p => p.Key + "=" + p.Value));
#pragma warning disable CA5350 // Yubico's protocol.
        return Convert.ToBase64String(HMACSHA1.HashData(_key, Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
