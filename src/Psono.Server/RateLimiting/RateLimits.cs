using System.Globalization;
using Psono.Server.Configuration;
using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.RateLimiting;

/// <summary>
/// Counts requests in memory, in each scope apart for each identity, and refuses those above the rate with 429. A counter is a moment: when
/// all that was counted would have been spread evenly (GCRA). So the whole rate may be used at once and comes back evenly.
/// </summary>
internal sealed class RateLimits(ServerOptions options, TimeProvider clock)
{
    /// <summary>
    /// Identities share this many counters of a scope, chosen by a hash that nobody outside can predict. So the memory is bounded whoever
    /// calls, and with few thousand callers hardly two share one.
    /// </summary>
    private const int CountersPerScope = 1 << 14;

    private readonly long _start = clock.GetTimestamp();
    private readonly long[][] _counters = [.. Enum.GetValues<RateScope>().Select(_ => new long[CountersPerScope])];

    /// <summary>Null, or the 429. Counts the request if it may pass.</summary>
    public Answer? Refuse(HttpContext context, RateScope scope, string identity) =>
        Take(scope, identity) is var wait && wait > TimeSpan.Zero ? TooMany(context, wait) : null;

    /// <summary>Counts, unless that has to wait for longer than somebody has patience for.</summary>
    /// <returns>How long to wait; longer than the patience: nothing was counted.</returns>
    public TimeSpan Take(RateScope scope, string identity, TimeSpan patience = default)
    {
        if (!options.Throttling)
            return TimeSpan.Zero;
        var rate = options.Rates[scope];
        var each = rate.Period.Ticks / rate.Permits;
        ref var counter = ref Counter(scope, identity);
        var now = clock.GetElapsedTime(_start).Ticks;
        while (true)
        {
            var before = Volatile.Read(ref counter);
            var after = Math.Max(before, now) + each;
            var wait = Math.Max(0, after - now - rate.Period.Ticks);
            if (wait > patience.Ticks || Interlocked.CompareExchange(ref counter, after, before) == before)
                return TimeSpan.FromTicks(wait);
        }
    }

    /// <summary>What was counted was none of what is limited.</summary>
    public void GiveBack(RateScope scope, string identity)
    {
        if (options.Throttling)
            Interlocked.Add(ref Counter(scope, identity), -(options.Rates[scope].Period.Ticks / options.Rates[scope].Permits));
    }

    public static Answer TooMany(HttpContext context, TimeSpan wait)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Refusal.Throttled($"Request was throttled. Expected available in {seconds} seconds.");
    }

    private ref long Counter(RateScope scope, string identity) =>
        ref _counters[(int)scope][(uint)identity.GetHashCode(StringComparison.Ordinal) % CountersPerScope];
}
