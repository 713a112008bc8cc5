using Psono.Cli.Supervision;

namespace Psono.Tests.Supervision;

public sealed class ChangeWatcherTests
{
    [Fact]
    public void Machines_that_were_started_together_ask_at_different_times()
    {
        var draws = Enumerable.Range(0, 10_000).Select(_ => ChangeWatcher.Spread(TimeSpan.FromSeconds(100)).TotalSeconds).ToList();
        Assert.InRange(draws.Min(), 80, 81);
        Assert.InRange(draws.Max(), 119, 120);

        // A tenth of the range each: evenly, more or less.
        Assert.All(draws.GroupBy(draw => (int)Math.Min((draw - 80) / 4, 9)), tenth => Assert.InRange(tenth.Count(), 800, 1200));
    }
}
