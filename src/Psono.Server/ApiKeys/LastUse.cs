using System.Collections.Concurrent;
using Psono.Server.Data;

namespace Psono.Server.ApiKeys;

/// <summary>
/// Notes when each API key was last used, so that its owner sees which ones nobody needs any more. Of a key that is used all the time,
/// one use a minute is noted; what is noted is stored a second later, before an owner looks, and when the server stops
/// (docs/decisions/0033).
/// </summary>
internal sealed partial class LastUse : IHostedService, IAsyncDisposable
{
    private const string Store = "update api_keys set last_use = @time where id = @id and (last_use is null or last_use < @time)";

    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly ILogger<LastUse> _logger;
    private readonly DelayedStore _store;
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _noted = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _waiting = new();

    public LastUse(Database database, TimeProvider clock, ILogger<LastUse> logger)
    {
        (_database, _clock, _logger) = (database, clock, logger);
        _store = new DelayedStore(StoreWaitingAsync, clock);
    }

    /// <param name="keyId">A key that exists: what strangers make up must not be kept.</param>
    public void Note(Guid keyId)
    {
        var now = _clock.Now();
        if (_noted.TryGetValue(keyId, out var before) && now - before < Precision)
            return;
        _noted[keyId] = _waiting[keyId] = now;
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

        try
        {
            await _database.WriteAsync(async db =>
            {
                foreach (var (id, time) in uses)
                    await db.ExecuteAsync(Store, ("@id", id), ("@time", time));
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The last use of API keys could not be stored")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
