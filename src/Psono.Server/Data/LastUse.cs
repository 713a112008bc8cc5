using System.Collections.Concurrent;
using System.Net;

namespace Psono.Server.Data;

/// <summary>
/// Notes when each API key or session was last used, and from where, so that its owner sees which ones nobody needs any more, or nobody
/// should have. Of what is used all the time, one use a minute is noted; what is noted is stored a second later, before an owner looks,
/// and when the server stops (docs/decisions/0033).
/// </summary>
internal sealed class LastUse : INoted
{
    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    private readonly string _update;
    private readonly DelayedStore _store;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<(Guid Id, IPAddress Address), DateTimeOffset> _noted = new();
    private readonly ConcurrentDictionary<Guid, Use> _waiting = new();

    /// <param name="update">The SQL that stores one use: <c>@id</c>, <c>@time</c>, <c>@address</c>.</param>
    /// <param name="store">Stores it.</param>
    /// <param name="clock">Tells when.</param>
    public LastUse(string update, DelayedStore store, TimeProvider clock)
    {
        (_update, _store, _clock) = (update, store, clock);
        store.Add(this);
    }

    /// <param name="id">Of something that exists: what strangers make up must not be kept.</param>
    /// <param name="address">Where the request came from.</param>
    public void Note(Guid id, IPAddress address)
    {
        var use = new Use(_clock.Now(), address);
        if (_noted.TryGetValue((id, address), out var before) && use.Time - before < Precision)
            return;
        _noted[(id, address)] = use.Time;
        _waiting[id] = use;
        _store.StoreLater();
    }

    /// <summary>Stores what waits, for somebody who looks.</summary>
    public Task StoreAsync() => _store.StoreAsync();

    public NotedChanges? Changes()
    {
        var uses = _waiting.OrderBy(use => use.Key).ToList();
        if (uses.Count == 0)
            return null;
        foreach (var old in _noted.Where(use => _clock.Now() - use.Value > Precision))
            _noted.TryRemove(old);
        return new NotedChanges(db => StoreAsync(db, uses), stored =>
        {
            if (stored)
                uses.ForEach(use => _waiting.TryRemove(use));
        });
    }

    private async Task StoreAsync(DbScope db, List<KeyValuePair<Guid, Use>> uses)
    {
        foreach (var (id, use) in uses)
            await db.ExecuteAsync(_update, ("@id", id), ("@time", use.Time), ("@address", use.Address.ToString()));
    }

    private sealed record Use(DateTimeOffset Time, IPAddress Address);
}
