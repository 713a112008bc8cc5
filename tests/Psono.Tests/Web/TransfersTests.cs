using Microsoft.Extensions.Time.Testing;
using Psono.Client.Http;
using Psono.Web.Services;

namespace Psono.Tests.Web;

/// <summary>What somebody on a slow line is told.</summary>
public sealed class TransfersTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Transfers _transfers;
    private int _changes;

    public TransfersTests()
    {
        _transfers = new Transfers(_clock);
        _transfers.Changed += () => _changes++;
    }

    public void Dispose() => _transfers.Dispose();

    [Fact]
    public void What_takes_a_while_is_told_until_it_is_over()
    {
        _transfers.Note(new HttpProgress(0, 50_000, 1_000_000));
        Assert.Null(_transfers.Now);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(50_000, _transfers.Now!.Value.Received);

        _transfers.Note(new HttpProgress(0, 600_000, 1_000_000));
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(600_000, _transfers.Now!.Value.Received);
        _transfers.Note(new HttpProgress(0, 1_000_000, 1_000_000));
        Assert.Null(_transfers.Now);
    }

    [Fact]
    public void A_large_request_is_told_although_nobody_knows_how_far_it_is()
    {
        _transfers.Note(new HttpProgress(2_000_000, 0, null));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2_000_000, _transfers.Now!.Value.Sent);
        _transfers.Note(default);
        Assert.Null(_transfers.Now);
    }

    [Theory]
    [InlineData(500, 0, null), InlineData(0, 90_000, 95_000L)]
    public void What_is_small_is_not_worth_a_word(int sent, int received, long? length)
    {
        _transfers.Note(new HttpProgress(sent, received, length));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, _changes);
    }

    [Fact]
    public void What_is_over_in_a_moment_is_not_worth_a_word()
    {
        _transfers.Note(new HttpProgress(0, 500_000, 1_000_000));
        _clock.Advance(TimeSpan.FromMilliseconds(900));
        _transfers.Note(default);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, _changes);
    }
}
