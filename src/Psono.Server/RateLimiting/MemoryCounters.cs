namespace Psono.Server.RateLimiting;

/// <summary>
/// Counts in the memory of this process. A counter is a moment: when all that was counted would have been spread evenly (GCRA). So the
/// whole rate may be used at once and comes back evenly.
/// </summary>
internal sealed class MemoryCounters(TimeProvider clock)
{
    /// <summary>
    /// Identities share this many counters of a scope, chosen by a hash that nobody outside can predict. So the memory is bounded whoever
    /// calls, and with few thousand callers hardly two share one.
    /// </summary>
    public const int PerScope = 1 << 14;

    private readonly long _start = clock.GetTimestamp();
    private readonly long[][] _counters = [.. Enum.GetValues<RateScope>().Select(_ => new long[PerScope])];

    /// <inheritdoc cref="RateLimits.TakeAsync"/>
    public TimeSpan Take(RateScope scope, Rate rate, string identity, TimeSpan patience)
    {
        ref var counter = ref Counter(scope, identity);
        var now = clock.GetElapsedTime(_start).Ticks;
        while (true)
        {
            var before = Volatile.Read(ref counter);
            var after = Math.Max(before, now) + rate.Each.Ticks;
            var wait = Math.Max(0, after - now - rate.Period.Ticks);
            if (wait > patience.Ticks || Interlocked.CompareExchange(ref counter, after, before) == before)
                return TimeSpan.FromTicks(wait);
        }
    }

    public void GiveBack(RateScope scope, Rate rate, string identity) =>
        Interlocked.Add(ref Counter(scope, identity), -rate.Each.Ticks);

    private ref long Counter(RateScope scope, string identity) =>
        ref _counters[(int)scope][(uint)identity.GetHashCode(StringComparison.Ordinal) % PerScope];
}
