using System.Collections.Concurrent;
using Psono.Server.Data;

namespace Psono.Server.ApiKeys;

/// <summary>
/// Notes when each API key was last used, so that its owner sees which ones nobody needs any more. Of a key that is used all the time, one use
/// a minute is noted; what is noted is stored a second later or before an owner looks, that of many keys in one transaction.
/// </summary>
internal sealed partial class LastUse(Database database, TimeProvider clock, ILogger<LastUse> logger) : IHostedService
{
    private const string Store = "update api_keys set last_use = @time where id = @id and (last_use is null or last_use < @time)";

    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StoreDelay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _noted = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _waiting = new();
    private int _storing;

    /// <param name="keyId">A key that exists: what strangers make up must not be kept.</param>
    public void Note(Guid keyId)
    {
        var now = clock.Now();
        if (_noted.TryGetValue(keyId, out var before) && now - before < Precision)
            return;
        _noted[keyId] = _waiting[keyId] = now;
        if (Interlocked.Exchange(ref _storing, 1) == 0)
            _ = StoreSoonAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nobody asks for anything any more, and the database is still open.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => StoreAsync();

    /// <summary>Stores what waits. What could not be stored waits for the next use of any key.</summary>
    public async Task StoreAsync()
    {
        var uses = _waiting.ToArray();
        if (uses.Length == 0)
            return;
        try
        {
            await StoreAsync(uses);
        }
#pragma warning disable CA1031 // Nobody's request waits for it, and a database that is away for a moment comes back.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, e);
        }
    }

    private async Task StoreAsync(KeyValuePair<Guid, DateTimeOffset>[] uses)
    {
        await database.WriteAsync(async db =>
        {
            foreach (var (id, time) in uses)
                await db.ExecuteAsync(Store, ("@id", id), ("@time", time));
            return uses.Length;
        });
        foreach (var use in uses)
            _waiting.TryRemove(use);
    }

    private async Task StoreSoonAsync()
    {
        await Task.Delay(StoreDelay, clock);
        Volatile.Write(ref _storing, 0);
        await StoreAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The last use of API keys could not be stored")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
