using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Psono.Server.Data;

namespace Psono.Server.RateLimiting;

// docs/decisions/0076
/// <summary>
/// Counts in the database, as <see cref="MemoryCounters"/> does in memory, so that any number of servers allow as many tries as one. A
/// counter is a row. Which one is chosen by a keyed hash: no name and no address is stored, and nobody outside knows who shares one.
/// </summary>
internal sealed class SharedCounters(PostgresDatabase database, string secret, TimeProvider clock)
{
    /// <summary>Those who wait for one row wait here, without a connection.</summary>
    private const int TurnsInAll = 256;

    private const string Find = "select till from rate_limits where scope = @scope and bucket = @bucket";

    // What counts is gone soon: no commit waits until it is on disk, or on a standby, while it holds the row.
    private const string Count = """
        insert into rate_limits (scope, bucket, till) values (@scope, @bucket, @now + @each)
        on conflict (scope, bucket) do update set till = greatest(rate_limits.till, @now) + @each where rate_limits.till <= @latest
        returning till, set_config('synchronous_commit', 'off', true)
        """;

    private const string Subtract = """
        update rate_limits set till = till - @each where scope = @scope and bucket = @bucket
        returning set_config('synchronous_commit', 'off', true)
        """;

    private const string DeletePast = """
        delete from rate_limits where (scope, bucket) in (select scope, bucket from rate_limits where till < @before for update skip locked)
        """;

    /// <summary>More than clocks of servers differ by.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>How long an answer waits for what is owed to its caller.</summary>
    private static readonly TimeSpan GivingPatience = TimeSpan.FromSeconds(1);

    private readonly byte[] _key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "psono.net rate limits 1"u8);
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, TurnsInAll).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Null: this process alone uses the database, and counts in its memory.</summary>
    public static SharedCounters? Of(ServerState state, TimeProvider clock) =>
        state.Database is PostgresDatabase shared ? new SharedCounters(shared, state.Keys.EmailSecret, clock) : null;

    /// <inheritdoc cref="RateLimits.TakeAsync"/>
    public async Task<TimeSpan> TakeAsync(RateScope scope, Rate rate, string identity, TimeSpan patience)
    {
        var row = RowOf(scope, rate, identity);
        while (true)
        {
            var now = clock.GetUtcNow().ToMicroseconds();
            var full = now + Microseconds(rate.Period);
            // First only a look: a flood that is refused locks nothing and writes nothing.
            var found = await database.StatementAsync(
                db => db.FirstAsync<long?>(Find, found => found.GetInt64(0), ("@scope", row.Scope), ("@bucket", row.Bucket)));
            var wait = Math.Max(found ?? now, now) + Microseconds(rate.Each) - full;
            if (wait > Microseconds(patience))
                return TimeSpan.FromMicroseconds(wait);
            // None: others have used it up since.
            if (await CountAsync(row, rate, now, latest: full + Microseconds(patience) - Microseconds(rate.Each)) is { } till)
                return TimeSpan.FromMicroseconds(Math.Max(0, till - full));
        }
    }

    /// <summary>At most once: one that is owed for ever costs its caller a try, one that is given twice gives a guesser one.</summary>
    public async Task GiveBackAsync(RateScope scope, Rate rate, string identity)
    {
        var row = RowOf(scope, rate, identity);
        try
        {
            await InTurnAsync(row, () => database.StatementOnceAsync(db => db.ExecuteAsync(
                    Subtract, ("@scope", row.Scope), ("@bucket", row.Bucket), ("@each", Microseconds(rate.Each)))))
                .WaitAsync(GivingPatience, clock);
        }
        catch (Exception e) when (e is DatabaseAwayException or TimeoutException)
        {
            // The answer is decided.
        }
    }

    /// <summary>Removes counters that say what a missing one says.</summary>
    public Task TidyAsync() => database.StatementAsync(db => db.ExecuteAsync(DeletePast, ("@before", clock.GetUtcNow() - Kept)));

    private Task<long?> CountAsync((string Scope, long Bucket) row, Rate rate, long now, long latest) =>
        InTurnAsync(row, () => database.StatementAsync(db => db.FirstAsync<long?>(
            Count,
            found => found.GetInt64(0),
            ("@scope", row.Scope),
            ("@bucket", row.Bucket),
            ("@now", now),
            ("@each", Microseconds(rate.Each)),
            ("@latest", latest))));

    private async Task<T> InTurnAsync<T>((string Scope, long Bucket) row, Func<Task<T>> work)
    {
        var turn = _turns[(uint)row.GetHashCode() % TurnsInAll];
        await turn.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A period that was changed counts anew: a moment says nothing without it.</summary>
    private (string Scope, long Bucket) RowOf(RateScope scope, Rate rate, string identity)
    {
        var name = $"{scope} {(long)rate.Period.TotalSeconds}";
        var hash = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name} {identity}"));
        return (name, BinaryPrimitives.ReadUInt32LittleEndian(hash) % MemoryCounters.PerScope);
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
