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
            : await ReadAsync(_client, cancellationToken).ConfigureAwait(false);
        if (secrets is null)
            return _unusable is null ? new ReadValues(null, options.Time.GetUtcNow(), null) : throw _unusable;
        try
        {
            var values = ValuesOf(secrets);
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
    }

    /// <summary>Reads what the cache has, after the server was waited for in vain.</summary>
    /// <param name="cause">Why the server cannot be read.</param>
    /// <exception cref="PsonoApiException">There is no cache that can stand in.</exception>
    public async Task<ReadValues> ReadStandInAsync(PsonoApiException cause)
    {
        if (options.Cache is not { Offline: OfflineMode.Fallback } cache)
            throw cause;
        using var offline = options.CreateClient(Told(cache, OfflineMode.Only));
        try
        {
            var secrets = await ReadAsync(offline, CancellationToken.None).ConfigureAwait(false);
            return new ReadValues(ValuesOf(secrets), offline.ReadCacheState()?.ConfirmedAt, cause);
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.CacheUnusable)
        {
            throw new PsonoApiException(cause.Failure, $"{cause.Message}; {e.Message}", cause);
        }
    }

    private bool IsOffline => options.Cache?.Offline == OfflineMode.Only;

    public void Dispose() => _client?.Dispose();

    private Task<IReadOnlyList<OpenedSecret>> ReadAsync(ApiKeyClient client, CancellationToken cancellationToken) =>
        options.Secrets.Count > 0
            ? client.ReadNamedAsync([.. options.Secrets], cancellationToken)
            : client.ReadManyAsync(cancellationToken: cancellationToken);

    private Dictionary<string, string?> ValuesOf(IReadOnlyList<OpenedSecret> secrets)
    {
        try
        {
            var values = ConfigurationKeys.Merge(secrets, options, failures.Warn);
            ConfigurationKeys.RefuseMissing(values, options);
            return values;
        }
        finally
        {
            foreach (var secret in secrets)
                secret.Dispose();
        }
    }

    private ApiKeyClient Connect()
    {
        var client = options.CreateClient(options.Cache is { } cache ? Told(cache, cache.Offline) : null);
        _followed = options.Cache is null ? client.Follow([.. options.Secrets]) : null;
        return client;
    }

    private SecretCacheOptions Told(SecretCacheOptions cache, OfflineMode offline) => new()
    {
        Directory = cache.Directory,
        Offline = offline,
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
