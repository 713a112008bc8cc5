using System.Globalization;
using Psono.Server.Configuration;
using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.RateLimiting;

// docs/decisions/0076
/// <summary>
/// Counts requests, in each scope apart for each identity, and refuses those above the rate with 429. Where servers share a database, what
/// can be guessed or costs others something is counted there, and plain traffic by each server.
/// </summary>
internal sealed class RateLimits(ServerOptions options, TimeProvider clock, SharedCounters? shared)
{
    private readonly MemoryCounters _memory = new(clock);

    /// <summary>Null, or the 429. Counts the request if it may pass. Of plain traffic, which is counted in memory.</summary>
    public Answer? Refuse(HttpContext context, RateScope scope, string identity) => scope.IsShared()
        ? throw new ArgumentException("it has to be waited for", nameof(scope))
        : options.Throttling && _memory.Take(scope, options.Rates[scope], identity, TimeSpan.Zero) is var wait && wait > TimeSpan.Zero
            ? TooMany(context, wait)
            : null;

    /// <summary>Null, or the 429. Counts the request if it may pass.</summary>
    public async ValueTask<Answer?> RefuseAsync(HttpContext context, RateScope scope, string identity) =>
        await TakeAsync(scope, identity) is var wait && wait > TimeSpan.Zero ? TooMany(context, wait) : null;

    /// <summary>Counts, unless that has to wait for longer than somebody has patience for.</summary>
    /// <returns>How long to wait; longer than the patience: nothing was counted.</returns>
    /// <exception cref="Data.DatabaseAwayException">It cannot be counted, so it must not pass.</exception>
    public async ValueTask<TimeSpan> TakeAsync(RateScope scope, string identity, TimeSpan patience = default)
    {
        if (!options.Throttling)
            return TimeSpan.Zero;
        return shared is not null && scope.IsShared()
            ? await shared.TakeAsync(scope, options.Rates[scope], identity, patience)
            : _memory.Take(scope, options.Rates[scope], identity, patience);
    }

    /// <summary>What was counted was none of what is limited.</summary>
    public async ValueTask GiveBackAsync(RateScope scope, string identity)
    {
        if (!options.Throttling)
            return;
        if (shared is not null && scope.IsShared())
            await shared.GiveBackAsync(scope, options.Rates[scope], identity);
        else
            _memory.GiveBack(scope, options.Rates[scope], identity);
    }

    /// <summary>Forgets what is long over.</summary>
    public Task TidyAsync() => shared?.TidyAsync() ?? Task.CompletedTask;

    public static Answer TooMany(HttpContext context, TimeSpan wait)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Refusal.Throttled($"Request was throttled. Expected available in {seconds} seconds.");
    }
}
