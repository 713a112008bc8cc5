using System.Collections.Concurrent;
using System.Net;

namespace Psono.Server.Data;

/// <summary>
/// Notes when each API key or session was last used, and from where, so that its owner sees which ones nobody needs any more, or nobody
/// should have. Of what is used all the time, one use a minute is noted; what is noted is stored a second later, before an owner looks,
/// and when the server stops (docs/decisions/0033).
/// </summary>
internal sealed partial class LastUse : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    private readonly string _update;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly ILogger<LastUse> _logger;
    private readonly DelayedStore _store;
    private readonly ConcurrentDictionary<(Guid Id, IPAddress Address), DateTimeOffset> _noted = new();
    private readonly ConcurrentDictionary<Guid, Use> _waiting = new();

    /// <param name="update">The SQL that stores one use: <c>@id</c>, <c>@time</c>, <c>@address</c>.</param>
    /// <param name="database">Where.</param>
    /// <param name="clock">Tells when.</param>
    /// <param name="logger">Is told what could not be stored.</param>
    public LastUse(string update, Database database, TimeProvider clock, ILogger<LastUse> logger)
    {
        (_update, _database, _clock, _logger) = (update, database, clock, logger);
        _store = new DelayedStore(StoreWaitingAsync, clock);
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

    /// <summary>Stores what waits. What could not be stored waits for the next use of any key.</summary>
    public Task StoreAsync() => _store.StoreAsync();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last request is answered, and the database is still open.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => StoreAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task StoreWaitingAsync()
    {
        var uses = _waiting.ToArray();
        if (uses.Length == 0)
            return;
        foreach (var old in _noted.Where(use => _clock.Now() - use.Value > Precision))
            _noted.TryRemove(old);

        try
        {
            await _database.WriteAsync(async db =>
            {
                foreach (var (id, use) in uses)
                    await db.ExecuteAsync(_update, ("@id", id), ("@time", use.Time), ("@address", use.Address.ToString()));
                return uses.Length;
            });
            foreach (var use in uses)
                _waiting.TryRemove(use);
        }
        catch (DatabaseAwayException)
        {
            // Told by Outage; the next use tries again.
        }
#pragma warning disable CA1031 // Nobody's request waits for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(_logger, e);
        }
    }

    private sealed record Use(DateTimeOffset Time, IPAddress Address);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The last use of API keys or sessions could not be stored")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
