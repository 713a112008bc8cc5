using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Data;

/// <summary>A real standby that has to confirm every change, and hangs. docs/decisions/0059.</summary>
public sealed class SynchronousReplicationTests
{
    private const string Waiting = "select count(*) from pg_stat_activity where wait_event = 'SyncRep'";

    private const string EndWaiting = "select bool_or(pg_terminate_backend(pid)) from pg_stat_activity where wait_event = 'SyncRep'";

    [Fact]
    public async Task A_change_that_no_standby_has_is_not_acknowledged()
    {
        await using var pair = await PostgresPair.StartAsync();
        await using var database = await OpenAsync(pair, "Command Timeout=1");
        await pair.Second.SignalAsync("STOP");
        database.Outage.Patience = TimeSpan.FromSeconds(3);

        var unknown = await Assert.ThrowsAsync<DatabaseAwayException>(() => InsertAsync(database, 1));

        Assert.True(unknown.IsOutcomeUnknown);
        Assert.Contains("synchronous replication", unknown.Message, StringComparison.Ordinal);
        await pair.Second.SignalAsync("CONT");
        Assert.Equal(1, await InsertAsync(database, 2));
    }

    [Fact]
    public async Task A_change_whose_connection_ended_is_acknowledged_as_soon_as_a_standby_has_it()
    {
        await using var pair = await PostgresPair.StartAsync();
        await using var database = await OpenAsync(pair, "Command Timeout=30");
        await pair.Second.SignalAsync("STOP");
        database.Outage.Patience = TimeSpan.FromMinutes(1);

        var write = InsertAsync(database, 1);
        while (await pair.First.ExecuteAsync(EndWaiting) is not true)
            await Task.Delay(20);
        while (await pair.First.ExecuteAsync("select n from numbers") is not 1L)
            await Task.Delay(20);
        // Everybody sees it; the question whether it was kept waits all the same.
        while (!write.IsCompleted && await pair.First.ExecuteAsync(Waiting) is not 1L)
            await Task.Delay(20);
        Assert.False(write.IsCompleted);
        await pair.Second.SignalAsync("CONT");

        Assert.Equal(1, await write);
        Assert.Equal(1L, await pair.First.ExecuteAsync("select count(*) from numbers"));
    }

    private static async Task<Database> OpenAsync(PostgresPair pair, string settings)
    {
        var database = await Database.OpenAsync(
            $"Host={pair.First.Host};Username=psono;Database=postgres;{settings}", "/nowhere");
        await database.WriteAsync(db => db.ExecuteAsync("create table numbers (n bigint primary key)"));
        return database;
    }

    private static Task<int> InsertAsync(Database database, long number) =>
        database.WriteAsync(db => db.ExecuteAsync("insert into numbers values (@n)", ("@n", number)));
}
