namespace Psono.Server.Data;

/// <summary>
/// Lets many small changes share a transaction: what is noted is stored a second later, together with all that has come until then, and at
/// the latest when this is disposed of. Its user keeps what is noted, as few as there are things to note something about, and keeps what
/// could not be stored for the next time. One storing runs at a time.
/// </summary>
internal sealed class DelayedStore(Func<Task> storeNoted, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _turn = new(1);
    private Task _later = Task.CompletedTask;
    private int _planned;

    /// <summary>Something has been noted.</summary>
    public void StoreLater()
    {
        if (Interlocked.Exchange(ref _planned, 1) == 0)
            _later = StoreLaterAsync();
    }

    /// <summary>When the task completes, all that had been noted before is stored.</summary>
    public async Task StoreAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await storeNoted();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task StoreLaterAsync()
    {
        await Task.Delay(Delay, clock, _stopping.Token);
        Volatile.Write(ref _planned, 0);
        await StoreAsync();
    }

    /// <summary>Stores the rest. Nobody notes anything any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _later.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StoreAsync();
        _stopping.Dispose();
        _turn.Dispose();
    }
}
