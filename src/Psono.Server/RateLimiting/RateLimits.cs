using System.Threading.RateLimiting;
using Psono.Server.Configuration;
using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.RateLimiting;

/// <summary>Counts requests in memory, in each scope apart for each identity, and refuses those above the rate with 429.</summary>
internal sealed class RateLimits : IDisposable
{
    /// <summary>
    /// Identities share this many counters of a scope, chosen by a hash that nobody outside can predict. So the memory is bounded whoever
    /// calls, and with few thousand callers hardly two share one.
    /// </summary>
    private const int CountersPerScope = 1 << 14;

    private readonly PartitionedRateLimiter<(RateScope Scope, int Counter)> _limiter;
    private readonly bool _enabled;

    public RateLimits(ServerOptions options)
    {
        _enabled = options.Throttling;
        _limiter = PartitionedRateLimiter.Create<(RateScope Scope, int Counter), (RateScope, int)>(
            key => RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(options.Rates[key.Scope])));
    }

    /// <summary>Null, or the 429. Counts the request if it may pass.</summary>
    public Answer? Refuse(HttpContext context, RateScope scope, string identity)
    {
        if (!_enabled)
            return null;
        using var lease = _limiter.AttemptAcquire(Counter(scope, identity));
        return lease.IsAcquired ? null : Refuse(context, lease);
    }

    /// <summary>Null, or the 429. Counts nothing: see <see cref="Count"/>.</summary>
    public Answer? RefuseIfExhausted(HttpContext context, RateScope scope, string identity)
    {
        if (!_enabled || _limiter.GetStatistics(Counter(scope, identity))!.CurrentAvailablePermits > 0)
            return null;
        using var lease = _limiter.AttemptAcquire(Counter(scope, identity));
        return lease.IsAcquired ? null : Refuse(context, lease);
    }

    public void Count(RateScope scope, string identity)
    {
        if (_enabled)
            _limiter.AttemptAcquire(Counter(scope, identity)).Dispose();
    }

    private static (RateScope, int) Counter(RateScope scope, string identity) =>
        (scope, (int)((uint)identity.GetHashCode(StringComparison.Ordinal) % CountersPerScope));

    /// <summary>The whole rate may be used at once and comes back evenly.</summary>
    private static TokenBucketRateLimiterOptions Bucket(Rate rate)
    {
        var interval = rate.Period / rate.Permits;
        var tokens = (int)Math.Max(1, TimeSpan.FromMilliseconds(100) / interval);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = rate.Permits,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = interval * tokens,
            AutoReplenishment = true,
        };
    }

    private static Answer Refuse(HttpContext context, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (long)Math.Ceiling(after.TotalSeconds)) : 1;
        context.Response.Headers.RetryAfter = wait.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Refusal.Detail(StatusCodes.Status429TooManyRequests, $"Request was throttled. Expected available in {wait} seconds.");
    }

    public void Dispose() => _limiter.Dispose();
}
