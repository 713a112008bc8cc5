using Psono.Server.Data;
using Psono.Server.RateLimiting;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.RateLimiting;

/// <summary>Counting in a database that servers share: here four in a minute, over all of them.</summary>
public sealed class SharedCountersTests
{
    private const string Rows = "select scope, bucket from rate_limits order by scope, bucket";

    [Fact]
    public async Task Many_at_a_time_on_several_nodes_get_no_more_than_on_one()
    {
        var rate = new Rate(50, TimeSpan.FromDays(1));
        await using var schema = await PostgresSchema.TakeAsync();
        await using var one = await TestNode.StartAsync(DatabaseKind.PostgreSql, schema, rate);
        await using var two = await TestNode.StartAsync(DatabaseKind.PostgreSql, schema, rate);
        await using var three = await TestNode.StartAsync(DatabaseKind.PostgreSql, schema, rate);
        TestNode[] nodes = [one, two, three];

        var waits = await Task.WhenAll(
            Enumerable.Range(0, 300).Select(i => Task.Run(() => nodes[i % 3].Limits.TakeAsync(RateScope.Login, "a").AsTask())));

        Assert.Equal(50, waits.Count(wait => wait == TimeSpan.Zero));
        await Task.WhenAll(nodes.Select(node => node.Limits.GiveBackAsync(RateScope.Login, "a").AsTask()));
        Assert.Equal(3, (await one.TakeAsync(4)).Count(wait => wait == 0));
    }

    [Fact]
    public async Task Clocks_that_differ_by_seconds_move_a_limit_by_as_many()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var one = await TestNode.StartAsync(DatabaseKind.PostgreSql, schema);
        await using var ahead = await TestNode.StartAsync(DatabaseKind.PostgreSql, schema);
        ahead.Clock.Advance(TimeSpan.FromSeconds(5));

        await one.TakeAsync(4);
        Assert.Equal([10], await ahead.TakeAsync(1));
        ahead.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([0, 15], await ahead.TakeAsync(2));
        Assert.Equal([30], await one.TakeAsync(1));
    }

    [Fact]
    public async Task A_period_that_was_changed_counts_anew_and_a_number_does_not()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var before = await TestNode.StartAsync(DatabaseKind.PostgreSql, schema, new Rate(4, TimeSpan.FromDays(1)));
        await using var shorter = await TestNode.StartAsync(DatabaseKind.PostgreSql, schema, new Rate(4, TimeSpan.FromHours(1)));
        await using var fewer = await TestNode.StartAsync(DatabaseKind.PostgreSql, schema, new Rate(2, TimeSpan.FromDays(1)));
        await before.TakeAsync(4);

        Assert.Equal([43200], await fewer.TakeAsync(1));
        Assert.Equal([0], await shorter.TakeAsync(1));
    }

    [Fact]
    public async Task Rows_are_bounded_and_tell_nobody_whose_they_are()
    {
        await using var node = await TestNode.StartAsync(DatabaseKind.PostgreSql);
        for (var i = 0; i < 50; i++)
            await node.Limits.TakeAsync(RateScope.Login, $"{i}");
        var rows = await RowsAsync(node);

        Assert.InRange(rows.Count, 45, 50);
        Assert.All(rows, row => Assert.Equal("Login 60", row.Scope));
        Assert.All(rows, row => Assert.InRange(row.Bucket, 0, MemoryCounters.PerScope - 1));
        var others = new SharedCounters(node.Database, "another secret", node.Clock);
        for (var i = 0; i < 50; i++)
            await others.TakeAsync(RateScope.Login, new Rate(4, TimeSpan.FromMinutes(1)), $"{i}", TimeSpan.Zero);
        Assert.InRange((await RowsAsync(node)).Count, 90, 100);
    }

    [Fact]
    public async Task What_is_long_over_is_removed_and_nothing_else()
    {
        await using var node = await TestNode.StartAsync(DatabaseKind.PostgreSql);
        await node.TakeAsync(4);

        node.Clock.Advance(TimeSpan.FromMinutes(2));
        await node.Limits.TidyAsync();
        Assert.Single(await RowsAsync(node));
        node.Clock.Advance(TimeSpan.FromHours(1));
        await node.Limits.TidyAsync();
        Assert.Empty(await RowsAsync(node));
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_passes_and_an_answer_that_is_decided_does_not_fail()
    {
        await using var gate = await PostgresGate.CreateAsync();
        await using var node = await TestNode.StartAsync(gate);
        await node.TakeAsync(1);
        node.Database.Outage.Patience = TimeSpan.FromMilliseconds(200);

        gate.Close();
        await Assert.ThrowsAsync<DatabaseAwayException>(() => node.TakeAsync(1));
        await node.Limits.GiveBackAsync(RateScope.Login, "a");
        gate.Open();

        Assert.Equal([0, 0, 0, 15], await node.TakeAsync(4));
    }

    [Fact]
    public async Task A_try_may_count_twice_when_its_answer_is_lost_and_what_is_given_back_may_not()
    {
        await using var gate = await PostgresGate.CreateAsync();
        await using var node = await TestNode.StartAsync(gate);

        gate.CutOnceAt((fromServer, bytes) => fromServer && bytes.Span.IndexOf("INSERT 0 1"u8) >= 0);
        Assert.Equal([0, 0, 0, 15], await node.TakeAsync(4));

        gate.CutOnceAt((fromServer, bytes) => fromServer && bytes.Span.IndexOf("UPDATE 1"u8) >= 0);
        await node.Limits.GiveBackAsync(RateScope.Login, "a");
        Assert.Equal([0, 15], await node.TakeAsync(2));
    }

    [Fact]
    public async Task Who_is_refused_writes_nothing()
    {
        await using var node = await TestNode.StartAsync(DatabaseKind.PostgreSql);
        await node.TakeAsync(4);
        var before = await VersionAsync();

        await node.TakeAsync(3);

        Assert.Equal(before, await VersionAsync());

        Task<string?> VersionAsync() =>
            node.Database.ReadAsync(db => db.FirstAsync("select concat(xmin, ' ', xmax) from rate_limits", row => row.GetString(0)));
    }

    private static Task<List<(string Scope, long Bucket)>> RowsAsync(TestNode node) =>
        node.Database.ReadAsync(db => db.QueryAsync(Rows, row => (row.GetString(0), row.GetInt64(1))));
}
