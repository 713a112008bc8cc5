using System.Text;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.Http;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Client;

/// <summary>Reads with a cache as several calls of psonoci would, at a time that the test decides.</summary>
internal sealed class CachingClient : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public string CacheDirectory => _directory.File("cache");

    public string CacheFile => Assert.Single(Directory.GetFiles(CacheDirectory, "*.sealed"));

    public List<string> Warnings { get; } = [];

    public FixedTime Time { get; } = new();

    public async Task<string[]> ReadAsync(
        ApiKeyServer server, OfflineMode offline = OfflineMode.Fallback, string? secretKey = null, Uri? url = null, params Guid[] ids)
    {
        using var client = Connect(server, offline, secretKey, url);
        var secrets = await client.ReadManyAsync(ids.Length == 0 ? null : ids);
        return [.. secrets.Select(secret => Encoding.UTF8.GetString(secret.Utf8.Span))];
    }

    public async Task<PsonoApiException> FailAsync(
        ApiKeyServer server, OfflineMode offline = OfflineMode.Fallback, string? secretKey = null, params Guid[] ids) =>
        await Assert.ThrowsAsync<PsonoApiException>(() => ReadAsync(server, offline, secretKey, url: null, ids));

    public ApiKeyClient Connect(
        ApiKeyServer server,
        OfflineMode offline = OfflineMode.Fallback,
        string? secretKey = null,
        Uri? url = null,
        HttpOptions? http = null) => new(
        new HttpTransport(url ?? server.Http.Url, http ?? new HttpOptions { Timeout = TimeSpan.FromSeconds(20), MaxRetries = 0 }),
        ApiKeyServer.ApiKeyId,
        SecretKey.FromHex(secretKey ?? ApiKeyServer.SecretKeyHex),
        new SecretCacheOptions
        {
            Directory = CacheDirectory,
            Offline = offline,
            MaxAge = TimeSpan.FromHours(1),
            Time = Time,

            // A disk that is slow for all of them must not look like a process that does not end.
            Patience = TimeSpan.FromMinutes(1),
            Warn = Warnings.Add,
        });

    public void Dispose() => _directory.Dispose();
}

internal sealed class FixedTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
