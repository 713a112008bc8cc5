namespace Psono.Server.Http.Bodies;

/// <summary>
/// Gives memory back to the system after large bodies: the collector by itself would keep what a flood of them took for as long as nothing
/// else happens. The pools of arrays, from which JSON is parsed, let go of what was not used for some time only, some at each collection.
/// </summary>
internal sealed class UnusedMemory : IDisposable
{
    private const long WorthIt = 8 * 1024 * 1024;
    private const int Collections = 4;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly ITimer _timer;
    private long _freed;
    private int _left;

    public UnusedMemory(TimeProvider clock) =>
        _timer = clock.CreateTimer(_ => Collect(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>So many bytes are used no more.</summary>
    public void Note(long bytes)
    {
        if (Interlocked.Add(ref _freed, bytes) < WorthIt)
            return;
        Volatile.Write(ref _left, Collections);
        _timer.Change(Delay, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Collect()
    {
        Interlocked.Exchange(ref _freed, 0);
        if (Interlocked.Decrement(ref _left) <= 0)
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
