using System.Net;
using Microsoft.Extensions.Time.Testing;
using Psono.Client;
using Psono.Client.Http;

namespace Psono.Tests.Client;

/// <summary>For people, who see how far a transfer is, a slow line is no failure. Silence is.</summary>
public sealed class SlowLineTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<HttpProgress> _progress = [];

    public void Dispose() => _progress.Clear();

    [Theory]
    [InlineData(true, 20, true), InlineData(true, 31, false), InlineData(false, 20, false)]
    public async Task Only_for_people_may_an_answer_come_for_longer_than_the_timeout(bool isPatient, int secondsOfEachPiece, bool arrives)
    {
        using var transport = Connect(isPatient, new SlowStream(_clock, pieces: 5, TimeSpan.FromSeconds(secondsOfEachPiece)));
        var answer = transport.SendAsync(HttpMethod.Get, "info/", json: null, repeatable: false);

        if (arrives)
            Assert.Equal(5 * SlowStream.PieceLength, (await answer).Body.Length);
        else
            Assert.Equal(PsonoFailure.Timeout, (await Assert.ThrowsAsync<PsonoApiException>(() => answer)).Failure);
    }

    [Theory]
    [InlineData(1_000_000, true), InlineData(1_000, false)]
    public async Task A_large_request_may_take_as_long_as_a_slow_line_takes_for_it(int size, bool arrives)
    {
        using var transport = Connect(isPatient: true, new SlowStream(_clock, pieces: 1, TimeSpan.Zero), TimeSpan.FromSeconds(200));
        var answer = transport.SendAsync(HttpMethod.Post, "datastore/", new byte[size], repeatable: false);

        if (arrives)
            Assert.True((await answer).IsSuccess);
        else
            Assert.Equal(PsonoFailure.Timeout, (await Assert.ThrowsAsync<PsonoApiException>(() => answer)).Failure);
    }

    [Fact]
    public async Task How_far_it_is_is_told_until_the_end()
    {
        using var transport = Connect(isPatient: true, new SlowStream(_clock, pieces: 2, TimeSpan.Zero), length: 2000);
        await transport.SendAsync(HttpMethod.Post, "secret/", new byte[7], repeatable: false);

        Assert.Equal([new(7, 0, null), new(7, 1000, 2000), new(7, 2000, 2000), default], _progress);
    }

    [Fact]
    public async Task What_a_browser_has_decompressed_is_longer_than_what_came()
    {
        using var transport = Connect(isPatient: true, new SlowStream(_clock, pieces: 3, TimeSpan.Zero), length: 100, isCompressed: true);
        var answer = await transport.SendAsync(HttpMethod.Get, "info/", json: null, repeatable: false);

        Assert.Equal(3000, answer.Body.Length);
        Assert.Equal(new HttpProgress(0, 3000, 3000), _progress[^2]);
    }

    private HttpTransport Connect(
        bool isPatient, Stream answer, TimeSpan untilAnswer = default, long? length = null, bool isCompressed = false)
    {
        var options = new HttpOptions
        {
            Timeout = Timeout, MaxRetries = 0, Time = _clock, IsPatient = isPatient, Progress = _progress.Add,
        };
        var line = new SlowLine(() =>
        {
            _clock.Advance(untilAnswer);
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(answer) };
            response.Content.Headers.ContentLength = length;
            if (isCompressed)
            {
                response.Content.Headers.ContentEncoding.Add("gzip");
                response.Headers.Add("Psono-Net-Length", "3000");
            }

            return response;
        });
        return new HttpTransport(new Uri("https://example.com/server"), options, new HttpMessageInvoker(line));
    }

    private sealed class SlowLine(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = answer();
            return cancellationToken.IsCancellationRequested
                ? Task.FromCanceled<HttpResponseMessage>(cancellationToken)
                : Task.FromResult(response);
        }
    }

    /// <summary>Each piece takes its time to come.</summary>
    private sealed class SlowStream(FakeTimeProvider clock, int pieces, TimeSpan pause) : MemoryStream
    {
        public const int PieceLength = 1000;

        private int _left = pieces * PieceLength;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
                return ValueTask.FromResult(0);
            clock.Advance(pause);
            var piece = Math.Min(Math.Min(_left, PieceLength), buffer.Length);
            _left -= piece;
            return cancellationToken.IsCancellationRequested
                ? ValueTask.FromCanceled<int>(cancellationToken)
                : ValueTask.FromResult(piece);
        }
    }
}
