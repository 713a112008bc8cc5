using Microsoft.Extensions.Time.Testing;
using Psono.Server.Data;

namespace Psono.Server.Tests.Data;

public sealed class MicrosecondsTests
{
    [Theory]
    [InlineData(181998, "2026-11-23T19:12:46.181998+00:00")]
    [InlineData(500000, "2026-11-23T19:12:46.500000+00:00")]
    [InlineData(0, "2026-11-23T19:12:46+00:00")]
    public void The_fraction_has_six_digits_or_none(int microseconds, string text)
    {
        var time = new DateTimeOffset(2026, 11, 23, 19, 12, 46, TimeSpan.Zero).AddMicroseconds(microseconds);

        Assert.Equal(text, time.WithOffset());
        Assert.Equal(text.Replace("+00:00", "Z", StringComparison.Ordinal), time.WithZ());
        Assert.Equal(time, Microseconds.FromMicroseconds(time.ToMicroseconds()));
    }

    [Fact]
    public void Now_has_whole_microseconds()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(19));

        Assert.Equal("2026-01-01T00:00:00.000001+00:00", clock.Now().WithOffset());
    }
}
