using Microsoft.Extensions.Time.Testing;
using Psono.Server.Configuration;
using Psono.Server.RateLimiting;

namespace Psono.Server.Tests.RateLimiting;

/// <summary>Counting against a rate: here four in a minute.</summary>
public sealed class RateLimitsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RateLimits _limits;

    public RateLimitsTests()
    {
        var options = new ServerOptions { Throttling = true };
        options.Rates[RateScope.Login] = options.Rates[RateScope.Info] = new Rate(4, TimeSpan.FromMinutes(1));
        _limits = new RateLimits(options, _clock);
    }

    [Fact]
    public void The_whole_rate_may_be_used_at_once_and_comes_back_evenly()
    {
        Assert.Equal([0, 0, 0, 0, 15, 15], Take(6));

        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal([0, 15], Take(2));
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal([0, 0, 5], Take(3));
        _clock.Advance(TimeSpan.FromDays(365));
        Assert.Equal([0, 0, 0, 0, 15], Take(5));
    }

    [Fact]
    public void What_is_given_back_may_be_used_again()
    {
        Take(4);

        _limits.GiveBack(RateScope.Login, "a");

        Assert.Equal([0, 15], Take(2));
    }

    [Fact]
    public void Giving_back_late_is_no_credit_above_the_rate()
    {
        Take(1);
        _clock.Advance(TimeSpan.FromHours(1));

        _limits.GiveBack(RateScope.Login, "a");

        Assert.Equal([0, 0, 0, 0, 15], Take(5));
    }

    [Fact]
    public void Who_has_patience_is_counted_and_told_how_long_to_wait()
    {
        Take(4);

        Assert.Equal([15, 30, 45], Take(3, TimeSpan.FromSeconds(30)));
        Assert.Equal([45], Take(1));
    }

    [Fact]
    public void Scopes_and_identities_are_counted_apart()
    {
        Take(4);

        Assert.Equal(TimeSpan.Zero, _limits.Take(RateScope.Info, "a"));
        // One in 16,384 has the same counter, by chance; not all of three.
        Assert.Contains(TimeSpan.Zero, new[] { "b", "c", "d" }.Select(identity => _limits.Take(RateScope.Login, identity)));
    }

    [Fact]
    public void Many_at_a_time_do_not_get_more()
    {
        const int Permits = 500_000;
        var options = new ServerOptions { Throttling = true };
        options.Rates[RateScope.Login] = new Rate(Permits, TimeSpan.FromDays(1));
        var limits = new RateLimits(options, _clock);
        var passed = 0;

        Parallel.For(0, 2 * Permits, _ =>
        {
            if (limits.Take(RateScope.Login, "a") == TimeSpan.Zero)
                Interlocked.Increment(ref passed);
        });

        Assert.Equal(Permits, passed);
    }

    private IEnumerable<double> Take(int times, TimeSpan patience = default) =>
        [.. Enumerable.Range(0, times).Select(_ => _limits.Take(RateScope.Login, "a", patience).TotalSeconds)];
}
