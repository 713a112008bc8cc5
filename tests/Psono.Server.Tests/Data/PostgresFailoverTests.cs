using System.Collections.Concurrent;
using System.Diagnostics;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Data;

/// <summary>Two real servers, of which the second takes over. docs/decisions/0075.</summary>
public sealed class PostgresFailoverTests
{
    /// <summary>Three seconds, and what a busy machine adds to them: less than the ten after which the driver itself would look.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(9);

    [Theory]
    [InlineData("KILL", true), InlineData("STOP", false)]
    public async Task The_new_primary_is_found_in_seconds_and_no_change_is_lost(string signal, bool isFirstListedFirst)
    {
        await using var pair = await PostgresPair.StartAsync();
        await using var database = await (isFirstListedFirst ? PostgresPair.OpenAsync(pair.First, pair.Second)
            : PostgresPair.OpenAsync(pair.Second, pair.First));
        var log = new LogLines();
        database.Outage.Logger = log;
        database.Outage.Patience = TimeSpan.FromMinutes(1);
        await database.WriteAsync(db => db.ExecuteAsync("create table numbers (n bigint primary key)"));
        await using var load = new Load(database);

        await load.IsRunningAsync();
        await pair.First.SignalAsync(signal);
        await pair.Second.PromoteAsync();
        var promoted = Stopwatch.GetTimestamp();
        await load.IsRunningAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(promoted), TimeSpan.Zero, Soon);

        // Also those that were waiting when it happened.
        Assert.InRange(load.LongestWait, TimeSpan.Zero, Soon + TimeSpan.FromSeconds(1));
        if (signal == "STOP")
            await pair.First.SignalAsync("CONT");
        await load.IsRunningAsync();
        await load.StopAsync();
        Assert.Empty(load.Failures);
        var kept = await database.ReadAsync(db => db.QueryAsync("select n from numbers", row => row.GetInt64(0)));
        Assert.Equal(load.Acknowledged.Order(), kept.Order());
        Assert.Contains($"Information: The primary of PostgreSQL is {pair.Second.Host} now", log);
    }

    [Fact]
    public async Task A_primary_that_has_become_a_standby_gets_no_changes_and_may_take_over_again()
    {
        await using var pair = await PostgresPair.StartAsync();
        await using var database = await PostgresPair.OpenAsync(pair.First, pair.Second);
        // As long as there is no primary: that is up to this machine.
        database.Outage.Patience = TimeSpan.FromMinutes(1);
        await database.WriteAsync(db => db.ExecuteAsync("create table numbers (n bigint primary key)"));
        await using var load = new Load(database);

        await load.IsRunningAsync();
        await pair.First.StopAsync();
        await pair.Second.PromoteAsync();
        await load.IsRunningAsync();
        await pair.First.FollowAgainAsync(pair.Second);
        await load.IsRunningAsync();
        // Without a restart its connections stay, and only changes tell.
        await pair.Second.ExecuteAsync("alter system set default_transaction_read_only = on");
        await pair.Second.ExecuteAsync("select pg_reload_conf()");
        await pair.First.PromoteAsync();
        await load.IsRunningAsync();
        await load.StopAsync();

        Assert.Empty(load.Failures);
        Assert.Equal("off", await database.ReadAsync(db => db.FirstAsync("show transaction_read_only", row => row.GetString(0))));
    }

    [Fact]
    public async Task One_name_that_leads_to_another_server_is_followed()
    {
        await using var pair = await PostgresPair.StartAsync();
        using var directory = new TemporaryDirectory();
        var name = directory.File("primary");
        File.CreateSymbolicLink(name, pair.First.Host);
        await using var database = await Database.OpenAsync($"postgresql:///postgres?user=psono&host={name}", "/nowhere");
        await database.WriteAsync(db => db.ExecuteAsync("create table numbers (n bigint primary key)"));

        await pair.First.ExecuteAsync("alter system set default_transaction_read_only = on");
        await pair.First.ExecuteAsync("select pg_reload_conf()");
        var write = database.WriteAsync(db => db.ExecuteAsync("insert into numbers values (1)"));
        await Task.Delay(300);
        File.Delete(name);
        File.CreateSymbolicLink(name, pair.Second.Host);
        await Task.Delay(300);
        await pair.Second.PromoteAsync();

        // The first refused, the second was a standby, then none.
        Assert.Equal(1, await write);
        Assert.Equal(1L, await pair.Second.ExecuteAsync("select n from numbers"));
    }

    [Fact]
    public async Task A_standby_is_not_read()
    {
        await using var pair = await PostgresPair.StartAsync();
        using var directory = new TemporaryDirectory();
        var name = directory.File("primary");
        File.CreateSymbolicLink(name, pair.First.Host);
        await using var database = await Database.OpenAsync($"postgresql:///postgres?user=psono&host={name}", "/nowhere");
        database.Outage.Patience = TimeSpan.FromSeconds(1);
        await database.WriteAsync(db => db.ExecuteAsync("create table numbers (n bigint primary key)"));

        // The one name leads to the standby, as it does where a name service is late.
        File.Delete(name);
        File.CreateSymbolicLink(name, pair.Second.Host);
        await pair.First.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'psono-server'");
        // Its connection has ended; the next one finds the standby.
        await Assert.ThrowsAsync<DatabaseAwayException>(CountAsync);
        var refused = await Assert.ThrowsAsync<DatabaseAwayException>(CountAsync);
        Assert.Contains("is a standby", refused.Message, StringComparison.Ordinal);

        await pair.Second.PromoteAsync();
        Assert.Equal(0L, await CountAsync());

        Task<long> CountAsync() => database.ReadAsync(db => db.FirstAsync("select count(*) from numbers", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task Without_a_host_that_takes_changes_each_says_why()
    {
        await using var pair = await PostgresPair.StartAsync();

        var refused = await Assert.ThrowsAsync<StartException>(() => Database.OpenAsync(
            $"postgresql:///postgres?user=psono&password=geheim&host={pair.Second.Host},/nowhere", "/nowhere"));

        Assert.StartsWith(
            $"cannot use PostgreSQL database postgres on {pair.Second.Host}, /nowhere: {pair.Second.Host} takes no changes; /nowhere: ",
            refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Writers and readers, each with one request at a time.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private const int Each = 4;

        private readonly Database _database;
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _running;
        private long _next;
        private long _done;
        private long _longest;

        public Load(Database database)
        {
            _database = database;
            _running = Task.WhenAll(Enumerable.Range(0, 2 * Each).Select(i => Task.Run(() => RunAsync(isWriter: i < Each))));
        }

        public ConcurrentBag<long> Acknowledged { get; } = [];

        public ConcurrentBag<Exception> Failures { get; } = [];

        public TimeSpan LongestWait => TimeSpan.FromTicks(Interlocked.Read(ref _longest));

        /// <summary>When it gets answers to what is asked from now on.</summary>
        public async Task IsRunningAsync()
        {
            var enough = Interlocked.Read(ref _done) + (4 * Each);
            for (var started = Stopwatch.GetTimestamp(); Interlocked.Read(ref _done) < enough; await Task.Delay(20))
                Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        }

        public async Task StopAsync()
        {
            await _stopping.CancelAsync();
            await _running;
        }

        private async Task RunAsync(bool isWriter)
        {
            while (!_stopping.IsCancellationRequested)
            {
                var started = Stopwatch.GetTimestamp();
                try
                {
                    if (isWriter)
                        await WriteAsync();
                    else
                        await _database.ReadAsync(db => db.FirstAsync("select count(*) from numbers", row => row.GetInt64(0)));
                    Interlocked.Increment(ref _done);
                }
                catch (Exception e)
                {
                    Failures.Add(e);
                }

                var took = Stopwatch.GetElapsedTime(started).Ticks;
                if (took > Interlocked.Read(ref _longest))
                    Interlocked.Exchange(ref _longest, took);
            }
        }

        private async Task WriteAsync()
        {
            var number = Interlocked.Increment(ref _next);
            await _database.WriteAsync(db => db.ExecuteAsync("insert into numbers values (@n)", ("@n", number)));
            Acknowledged.Add(number);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stopping.Dispose();
        }
    }
}
