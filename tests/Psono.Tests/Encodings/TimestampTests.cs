using Psono.Protocol.Encodings;

namespace Psono.Tests.Encodings;

public sealed class TimestampTests
{
    private static readonly DateTimeOffset Whole = new(2026, 11, 23, 19, 12, 46, TimeSpan.Zero);

    [Fact]
    public void Shows_microseconds_unless_they_are_zero()
    {
        var time = Whole.AddTicks(1_819_987);
        Assert.Equal("2026-11-23T19:12:46.181998+00:00", Timestamp.Format(time));
        Assert.Equal("2026-11-23T19:12:46.181998Z", Timestamp.FormatZ(time));
        Assert.Equal("2026-11-23T19:12:46+00:00", Timestamp.Format(Whole));
        Assert.Equal("2026-11-23T19:12:46Z", Timestamp.FormatZ(Whole));
        Assert.Equal("2026-11-23T19:12:46.000001Z", Timestamp.FormatZ(Whole.AddMicroseconds(1)));
        Assert.Equal("2026-11-23T19:12:46Z", Timestamp.FormatZ(Whole.AddTicks(9)));
    }

    [Fact]
    public void Shows_utc() => Assert.Equal("2026-11-23T19:12:46Z", Timestamp.FormatZ(Whole.ToOffset(TimeSpan.FromHours(5.5))));

    [Theory]
    [InlineData("2026-11-23T19:12:46Z", 0)]
    [InlineData("2026-11-23T19:12:46+00:00", 0)]
    [InlineData("2026-11-23T19:12:46", 0)]
    [InlineData("2026-11-23T20:12:46+01:00", 0)]
    [InlineData("2026-11-23T14:12:46-05:00", 0)]
    [InlineData("2026-11-23T19:12:46.5Z", 500_000)]
    [InlineData("2026-11-23T19:12:46.902Z", 902_000)]
    [InlineData("2026-11-23T19:12:46.181998+00:00", 181_998)]
    [InlineData("2026-11-23T19:12:46.1819987Z", 181_998)]
    [InlineData("2026-11-23T19:12:46.181998765Z", 181_998)]
    [InlineData("2026-11-23T19:12:46.181998765+00:00", 181_998)]
    [InlineData("2026-11-23T19:12:46.999999999999Z", 999_999)]
    public void Parses_what_clients_send(string text, int microseconds)
    {
        Assert.True(Timestamp.TryParse(text, out var time));
        Assert.Equal(Whole.AddMicroseconds(microseconds), time);
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2026-11-23")]
    [InlineData("23.11.2026 19:12:46")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-11-23T24:00:01Z")]
    [InlineData("2026-11-23T19:12:46.1819987654x")]
    [InlineData("1795461166")]
    public void Refuses_everything_else(string? text) => Assert.False(Timestamp.TryParse(text, out _));
}
