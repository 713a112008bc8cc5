using System.Globalization;

namespace Psono.Client.ApiKeys.Caching;

/// <summary>
/// Reads secrets with the help of a cache: asks for what has changed, refuses what is older than what was seen before, keeps what the
/// server sent, drops what it took away, and makes do with what there is when it cannot be asked.
/// </summary>
internal sealed class CachedReads(ApiKeyAccess access, SecretOpener opener, SecretCache cache, SecretCacheOptions options) : IDisposable
{
    /// <summary>Clocks of one machine may be set back a little; more than this, and nobody can say how old the cache is.</summary>
    private static readonly TimeSpan ClockError = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<OpenedSecret>> ReadManyAsync(IReadOnlyList<Guid>? secretIds, CancellationToken cancellationToken)
    {
        using var known = cache.Load();
        return options.Offline == OfflineMode.Only
            ? ReadOffline(known, secretIds)
            : await OrOfflineAsync(known, secretIds, async () =>
            {
                var fetched = await access.ReadManyAsync(secretIds, known, cancellationToken).ConfigureAwait(false);
                return Accept(known, secretIds, fetched);
            }).ConfigureAwait(false);
    }

    public async Task<OpenedSecret> ReadAsync(Guid secretId, CancellationToken cancellationToken)
    {
        using var known = cache.Load();
        Guid[] one = [secretId];
        if (options.Offline == OfflineMode.Only)
            return ReadOffline(known, one)[0];
        var secrets = await OrOfflineAsync(known, one, async () =>
        {
            var secret = await access.ReadAsync(secretId, cancellationToken).ConfigureAwait(false);
            return Accept(known, one, new FetchedSecrets([secret], Tag: null));
        }).ConfigureAwait(false);
        return secrets[0];
    }

    public SecretCacheState ReadState()
    {
        using var content = cache.Load();
        return new SecretCacheState(
            cache.Path, content.Secrets.Count, content.Secrets.Values.Select(secret => (DateTimeOffset?)secret.ConfirmedAt).Min());
    }

    public void Dispose() => cache.Dispose();

    public void RefuseIfOffline(string what)
    {
        if (options.Offline == OfflineMode.Only)
            throw new PsonoApiException(PsonoFailure.Offline, $"offline, {what}");
    }

    public void RefuseRollback(SealedSecret secret)
    {
        using var known = cache.Load();
        known.RefuseRollback(secret);
    }

    /// <summary>Opened before it is kept: what is in the cache was authentic when it came.</summary>
    private IReadOnlyList<OpenedSecret> Accept(CacheContent known, IReadOnlyList<Guid>? secretIds, FetchedSecrets fetched)
    {
        foreach (var secret in fetched.Secrets)
            known.RefuseRollback(secret);
        var opened = opener.OpenAll(fetched.Secrets);
        var now = options.Time.GetUtcNow();
        var isNew = known.HasLost
            || known.TagOf(secretIds) != fetched.Tag
            || !fetched.Secrets.All(known.Has)
            || opened.Any(secret => !known.HasBound(secret));
        if (isNew || SecretCache.IsWorthWriting(fetched.Secrets.Select(secret => known.Secrets[secret.Id].ConfirmedAt), now))
        {
            foreach (var full in known.Confirm(fetched.Secrets, now))
            {
                options.Warn(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the cache remembers {SeenVersions.Remembered:N0} versions of secret {full}: older ones would not be noticed"));
            }

            known.Keep(opened);
            known.Tag(secretIds, fetched.Tag);
            cache.Save(known);
        }

        return opened;
    }

    private async Task<IReadOnlyList<OpenedSecret>> OrOfflineAsync(
        CacheContent known, IReadOnlyList<Guid>? secretIds, Func<Task<IReadOnlyList<OpenedSecret>>> readAsync)
    {
        try
        {
            return await (options.Offline == OfflineMode.Fallback && known.Select(secretIds) is not null
                ? access.WithFallbackAsync(readAsync)
                : readAsync()).ConfigureAwait(false);
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.Refused)
        {
            Forget(known, secretIds, e);
            throw;
        }
        catch (PsonoApiException e) when (options.Offline == OfflineMode.Fallback && e.IsUnavailable)
        {
            return FallBack(known, secretIds, e);
        }
    }

    private IReadOnlyList<OpenedSecret> FallBack(CacheContent known, IReadOnlyList<Guid>? secretIds, PsonoApiException cause)
    {
        try
        {
            var secrets = ReadOffline(known, secretIds);
            var confirmedAt = secrets.Select(secret => known.Secrets[secret.SecretId].ConfirmedAt)
                .DefaultIfEmpty(options.Time.GetUtcNow()).Min();
            if (options.OnFallback is { } told)
                told(cause, confirmedAt);
            else
                options.Warn(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{cause.Message}: using the secrets that the server confirmed at {confirmedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z"));
            return secrets;
        }
        catch (PsonoApiException e) when (e.Failure == PsonoFailure.CacheUnusable)
        {
            throw new PsonoApiException(cause.Failure, $"{cause.Message}; {e.Message}", cause)
            {
                Status = cause.Status,
                ServerCode = cause.ServerCode,
            };
        }
    }

    private IReadOnlyList<OpenedSecret> ReadOffline(CacheContent known, IReadOnlyList<Guid>? secretIds)
    {
        var secrets = known.Select(secretIds)
            ?? throw Unusable(secretIds?.FirstOrDefault(id => !known.Secrets.ContainsKey(id)) is { } id && id != Guid.Empty
                ? $"secret {id} is not in the cache"
                : "the cache does not have all secrets of the API key");
        var now = options.Time.GetUtcNow();
        foreach (var secret in secrets)
        {
            var age = now - known.Secrets[secret.Id].ConfirmedAt;
            if (age < -ClockError)
                throw Unusable("the cache is from the future");
            if (age > options.MaxAge)
                throw Unusable(string.Create(
                    CultureInfo.InvariantCulture,
                    $"secret {secret.Id} was last confirmed {Show(age)} ago, which is more than {Show(options.MaxAge)}"));
        }

        return opener.OpenAll(secrets);
    }

    /// <summary>What the server itself refuses is not kept for a time when it cannot be asked.</summary>
    private void Forget(CacheContent known, IReadOnlyList<Guid>? secretIds, PsonoApiException refusal)
    {
        if (refusal.EndsAccess)
            known.DropAll();
        else if (refusal.IsOfServer && secretIds is [var one])
            known.Drop(one);
        if (known.HasLost)
            cache.Save(known);
    }

    private static string Show(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => $"{(int)time.TotalDays} days",
        { TotalHours: >= 2 } => $"{(int)time.TotalHours} hours",
        _ => $"{(int)time.TotalSeconds} seconds",
    };

    private static PsonoApiException Unusable(string why) => new(PsonoFailure.CacheUnusable, why);
}
