using Microsoft.Extensions.Logging.Abstractions;

namespace Psono.Server.Data;

// docs/decisions/0074
/// <summary>
/// Lets many small changes share a transaction: what requests note is stored a second later, together with all that has been noted until
/// then, when the last request is answered, and at the latest when this is disposed of. What could not be stored is tried again. One
/// storing runs at a time.
/// </summary>
internal sealed partial class DelayedStore(Database database, TimeProvider clock) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly List<INoted> _notes = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _turn = new(1);
    private Task _later = Task.CompletedTask;
    private int _planned;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Before the first request.</summary>
    public void Add(INoted notes) => _notes.Add(notes);

    /// <summary>Something has been noted.</summary>
    public void StoreLater()
    {
        if (Volatile.Read(ref _planned) == 0 && Interlocked.Exchange(ref _planned, 1) == 0)
            _later = StoreLaterAsync();
    }

    /// <summary>When the task completes, all that had been noted before is stored; false: the database did not take it.</summary>
    public async Task<bool> StoreAsync()
    {
        await _turn.WaitAsync();
        try
        {
            var changes = _notes.Select(notes => notes.Changes()).OfType<NotedChanges>().ToList();
            var stored = changes.Count == 0 || await TryStoreAsync(changes);
            foreach (var change in changes)
                change.Done(stored);
            return stored;
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last request is answered, and the database is still open.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => StoreAsync();

    /// <summary>Stores the rest. Nobody notes anything any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _later.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StoreAsync();
        _stopping.Dispose();
        _turn.Dispose();
    }

    private async Task<bool> TryStoreAsync(List<NotedChanges> changes)
    {
        try
        {
            return await database.StoreNotesAsync(async db =>
            {
                foreach (var change in changes)
                    await change.StoreAsync(db);
            });
        }
        catch (DatabaseAwayException)
        {
            // Told by Outage.
            return false;
        }
#pragma warning disable CA1031 // Nobody's request waits for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(Logger, e);
            return false;
        }
    }

    private async Task StoreLaterAsync()
    {
        await Task.Delay(Delay, clock, _stopping.Token);
        Volatile.Write(ref _planned, 0);
        if (!await StoreAsync())
            StoreLater();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Read counts and last uses could not be stored; they are tried again")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
