using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;

namespace Psono.Extensions.Configuration;

/// <summary>Reads the secrets, over one connection. Where there is a cache, it stands in for a server that is away.</summary>
internal sealed class SecretReader(PsonoConfigurationOptions options, FailureLog failures) : IDisposable
{
    private ApiKeyClient? _client;
    private FollowedSecrets? _followed;
    private (PsonoApiException Cause, DateTimeOffset ConfirmedAt)? _standIn;
    private Exception? _unusable;

    public async Task<ReadValues> ReadIfChangedAsync(CancellationToken cancellationToken)
    {
        _client ??= Connect();
        _standIn = null;
        var secrets = _followed is not null ? await _followed.ReadIfChangedAsync(cancellationToken).ConfigureAwait(false)
            : options.Secrets.Count > 0 ? await _client.ReadNamedAsync([.. options.Secrets], cancellationToken).ConfigureAwait(false)
            : await _client.ReadManyAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (secrets is null)
            return _unusable is null ? new ReadValues(null, options.Time.GetUtcNow(), null) : throw _unusable;
        try
        {
            var values = ConfigurationKeys.Merge(secrets, options);
            ConfigurationKeys.RefuseMissing(values, options);
            _unusable = null;
            return _standIn is { } cached ? new ReadValues(values, cached.ConfirmedAt, cached.Cause)
                : new ReadValues(values, IsOffline ? _client.ReadCacheState()?.ConfirmedAt : options.Time.GetUtcNow(), null);
        }
        catch (Exception e)
        {
            // They stay unusable for as long as they stay the same.
            _unusable = e;
            throw;
        }
        finally
        {
            foreach (var secret in secrets)
                secret.Dispose();
        }
    }

    private bool IsOffline => options.Cache?.Offline == OfflineMode.Only;

    public void Dispose() => _client?.Dispose();

    private ApiKeyClient Connect()
    {
        var client = options.CreateClient(options.Cache is { } cache ? Told(cache) : null);
        _followed = options.Cache is null ? client.Follow([.. options.Secrets]) : null;
        return client;
    }

    private SecretCacheOptions Told(SecretCacheOptions cache) => new()
    {
        Directory = cache.Directory,
        Offline = cache.Offline,
        MaxAge = cache.MaxAge,
        Time = cache.Time,
        Warn = line =>
        {
            cache.Warn(line);
            failures.Warn(line);
        },
        OnFallback = (cause, confirmedAt) =>
        {
            cache.OnFallback?.Invoke(cause, confirmedAt);
            _standIn = (cause, confirmedAt);
        },
    };
}
