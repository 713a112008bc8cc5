using Psono.Server.RateLimiting;

namespace Psono.Server.Tests.RateLimiting;

public sealed class RateTests
{
    [Theory]
    [InlineData("48/day", 48, 86400)]
    [InlineData("600/hour", 600, 3600)]
    [InlineData("61/minute", 61, 60)]
    [InlineData("10/s", 10, 1)]
    public void Only_the_first_letter_of_the_period_counts(string text, int permits, int seconds) =>
        Assert.Equal(new Rate(permits, TimeSpan.FromSeconds(seconds)), Rate.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("48")]
    [InlineData("0/day")]
    [InlineData("-1/day")]
    [InlineData("48/week")]
    [InlineData("48/day/day")]
    [InlineData("x/day")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => Rate.Parse(text));
}
