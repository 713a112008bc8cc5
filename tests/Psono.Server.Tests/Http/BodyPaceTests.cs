using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Psono.Server.Http.Bodies;

namespace Psono.Server.Tests.Http;

/// <summary>How slowly a body may come before it is cut off.</summary>
public sealed class BodyPaceTests : IDisposable
{
    private const int KiB = 1024;

    private readonly Pipe _body = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly FakeTimeProvider _clock = new();
    private readonly BodyPace _pace;
    private long _soFar;

    public BodyPaceTests() => _pace = new BodyPace(_body.Reader, _clock);

    public void Dispose() => _pace.Dispose();

    [Fact]
    public async Task A_slow_line_may_take_as_long_as_it_needs()
    {
        for (var i = 0; i < 100; i++)
            Assert.False(await IsCutOffAfterAsync(TimeSpan.FromSeconds(9), 160 * KiB));
    }

    [Fact]
    public async Task A_trickle_is_cut_off_however_fast_it_began()
    {
        Assert.False(await IsCutOffAfterAsync(TimeSpan.Zero, 10_000 * KiB));
        Assert.False(await IsCutOffAfterAsync(TimeSpan.FromSeconds(4), 16 * KiB));
        Assert.False(await IsCutOffAfterAsync(TimeSpan.FromSeconds(4), 16 * KiB));

        Assert.True(await IsCutOffAfterAsync(TimeSpan.FromSeconds(4), 16 * KiB));
    }

    private async Task<bool> IsCutOffAfterAsync(TimeSpan time, int bytes)
    {
        var next = _pace.ReadAsync(_soFar);
        _clock.Advance(time);
        await _body.Writer.WriteAsync(new byte[bytes]);
        var read = await next;
        _soFar += read.Buffer.Length;
        _body.Reader.AdvanceTo(read.Buffer.End);
        return read.IsCanceled;
    }
}
