using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Psono.Server.RateLimiting;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.RateLimiting;

/// <summary>Counting against a rate: here four in a minute; in memory, and in a database that servers share.</summary>
public sealed class RateLimitsTests
{
    [Theory, BothDatabases]
    public async Task The_whole_rate_may_be_used_at_once_and_comes_back_evenly(DatabaseKind kind)
    {
        await using var node = await TestNode.StartAsync(kind);
        Assert.Equal([0, 0, 0, 0, 15, 15], await node.TakeAsync(6));

        node.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal([0, 15], await node.TakeAsync(2));
        node.Clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal([0, 0, 5], await node.TakeAsync(3));
        node.Clock.Advance(TimeSpan.FromDays(365));
        Assert.Equal([0, 0, 0, 0, 15], await node.TakeAsync(5));
    }

    [Theory, BothDatabases]
    public async Task What_is_given_back_may_be_used_again(DatabaseKind kind)
    {
        await using var node = await TestNode.StartAsync(kind);
        await node.TakeAsync(4);

        await node.Limits.GiveBackAsync(RateScope.Login, "a");

        Assert.Equal([0, 15], await node.TakeAsync(2));
    }

    [Theory, BothDatabases]
    public async Task Giving_back_late_is_no_credit_above_the_rate(DatabaseKind kind)
    {
        await using var node = await TestNode.StartAsync(kind);
        await node.TakeAsync(1);
        node.Clock.Advance(TimeSpan.FromHours(1));

        await node.Limits.GiveBackAsync(RateScope.Login, "a");

        Assert.Equal([0, 0, 0, 0, 15], await node.TakeAsync(5));
    }

    [Theory, BothDatabases]
    public async Task Who_has_patience_is_counted_and_told_how_long_to_wait(DatabaseKind kind)
    {
        await using var node = await TestNode.StartAsync(kind);
        await node.TakeAsync(4);

        Assert.Equal([15, 30, 45], await node.TakeAsync(3, TimeSpan.FromSeconds(30)));
        Assert.Equal([45], await node.TakeAsync(1));
    }

    [Theory, BothDatabases]
    public async Task Scopes_and_identities_are_counted_apart(DatabaseKind kind)
    {
        await using var node = await TestNode.StartAsync(kind);
        await node.TakeAsync(4);

        Assert.Equal(TimeSpan.Zero, await node.Limits.TakeAsync(RateScope.LoginFailure, "a"));
        // One in 16,384 has the same counter, by chance; not all of three.
        Assert.Contains(
            TimeSpan.Zero,
            new[]
            {
                await node.Limits.TakeAsync(RateScope.Login, "b"), await node.Limits.TakeAsync(RateScope.Login, "c"),
                await node.Limits.TakeAsync(RateScope.Login, "d"),
            });
    }

    [Fact]
    public void Many_at_a_time_do_not_get_more()
    {
        const int Permits = 500_000;
        var (counters, rate) = (new MemoryCounters(new FakeTimeProvider()), new Rate(Permits, TimeSpan.FromDays(1)));
        var passed = 0;

        Parallel.For(0, 2 * Permits, _ =>
        {
            if (counters.Take(RateScope.Login, rate, "a", TimeSpan.Zero) == TimeSpan.Zero)
                Interlocked.Increment(ref passed);
        });

        Assert.Equal(Permits, passed);
    }

    [Fact]
    public async Task What_is_counted_in_the_database_is_not_counted_without_waiting_for_it()
    {
        await using var node = await TestNode.StartAsync(DatabaseKind.Sqlite);

        Assert.Throws<ArgumentException>(() => node.Limits.Refuse(new DefaultHttpContext(), RateScope.Login, "a"));
        Assert.Null(node.Limits.Refuse(new DefaultHttpContext(), RateScope.Info, "a"));
    }
}
