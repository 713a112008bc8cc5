using System.Text;
using Microsoft.Extensions.Time.Testing;
using Psono.Client;
using Psono.Client.Http;

namespace Psono.Tests.Client;

/// <summary>What a network, a proxy, or a hostile server may do to a request.</summary>
public sealed class HttpFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SkippingTime _time = new(Patience);
    private readonly HttpOptions _quick;

    public HttpFaultTests() => _quick = new HttpOptions { Timeout = Patience, MaxAnswerBytes = 1000, Time = _time };

    [Fact]
    public async Task An_answer_is_read_whatever_its_status()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("""{"detail":"X"}""", 418));
        var answer = await PostAsync(server, _quick);

        Assert.Equal(418, answer.Status);
        Assert.Equal("""{"detail":"X"}""", Encoding.UTF8.GetString(answer.Body));
        Assert.Equal("/server/path/", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task A_request_is_repeated_after_the_server_hung_up()
    {
        await using var server = new ScriptedServer(request => request.Number < 3 ? Reply.Silence : Reply.Json("{}"));
        Assert.Equal(200, (await PostAsync(server, _quick)).Status);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(429), InlineData(502), InlineData(503), InlineData(504)]
    public async Task A_request_is_repeated_when_the_server_is_busy(int status)
    {
        await using var server = new ScriptedServer(request => request.Number == 1 ? Reply.Json("{}", status) : Reply.Json("{}"));
        Assert.Equal(200, (await PostAsync(server, _quick)).Status);
    }

    [Theory]
    [InlineData(400), InlineData(403), InlineData(500)]
    public async Task Other_errors_are_final(int status)
    {
        await using var server = new ScriptedServer(_ => Reply.Json("{}", status));
        Assert.Equal(status, (await PostAsync(server, _quick)).Status);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Retries_end()
    {
        await using var server = new ScriptedServer(_ => Reply.Silence);
        Assert.Equal(PsonoFailure.Unreachable, (await FailureAsync(server, _quick)).Failure);
        Assert.Equal(4, server.Requests.Count);

        // Each ceiling is twice the one before, and a pause is at least half of its own.
        Assert.Collection(
            _time.Pauses,
            pause => Assert.InRange(pause.TotalMilliseconds, 100, 200),
            pause => Assert.InRange(pause.TotalMilliseconds, 200, 400),
            pause => Assert.InRange(pause.TotalMilliseconds, 400, 800));
    }

    [Fact]
    public async Task What_must_not_happen_twice_is_sent_once()
    {
        await using var silent = new ScriptedServer(_ => Reply.Silence);
        await using var busy = new ScriptedServer(_ => Reply.Json("{}", 503));

        Assert.Equal(PsonoFailure.Unreachable, (await FailureAsync(silent, _quick, repeatable: false)).Failure);
        Assert.Single(silent.Requests);
        Assert.Equal(503, (await PostAsync(busy, _quick, repeatable: false)).Status);
        Assert.Single(busy.Requests);
        Assert.Empty(_time.Pauses);
    }

    [Theory]
    [InlineData(502, ""), InlineData(503, "Retry-After: 1\r\n"), InlineData(504, "Retry-After: 5\r\n")]
    public async Task A_server_that_is_away_is_asked_again_as_long_as_the_time_lasts(int status, string header)
    {
        await using var server = new ScriptedServer(_ => Reply.Json("{}", status, header));
        Assert.Equal(status, (await PostAsync(server, _quick)).Status);
        Assert.InRange(server.Requests.Count, 4, 20);
        var paused = TimeSpan.FromTicks(_time.Pauses.Sum(pause => pause.Ticks));
        Assert.InRange(paused, Patience - TimeSpan.FromSeconds(2), Patience);
    }

    [Theory]
    [InlineData(503), InlineData(504)]
    public async Task A_change_is_sent_again_when_the_server_says_that_nothing_was_done(int status)
    {
        await using var server = new ScriptedServer(
            request => request.Number < 6
                ? Reply.Json("{}", status, "Retry-After: 1\r\nPsono-Net-Outcome: none\r\n")
                : Reply.Json("{}"));
        Assert.Equal(200, (await PostAsync(server, _quick, repeatable: false)).Status);
        Assert.Equal(6, server.Requests.Count);
    }

    [Theory]
    [InlineData(503, "Retry-After: 1\r\nPsono-Net-Outcome: unknown\r\n")]
    [InlineData(503, "Retry-After: 1\r\nPsono-Net-Outcome: none, unknown\r\n")]
    [InlineData(503, "Retry-After: 1\r\n")]
    [InlineData(504, "")]
    [InlineData(502, "Retry-After: 1\r\n")]
    [InlineData(507, "Retry-After: 1\r\n")]
    public async Task A_change_that_may_have_been_made_is_sent_once(int status, string headers)
    {
        await using var server = new ScriptedServer(_ => Reply.Json("{}", status, headers));
        Assert.Equal(status, (await PostAsync(server, _quick, repeatable: false)).Status);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Nothing_is_repeated_where_nobody_wants_it()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("{}", 503, "Retry-After: 1\r\n"));
        await PostAsync(server, new HttpOptions { Timeout = Patience, MaxRetries = 0, Time = _time });
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Where_there_is_a_substitute_nobody_waits_for_a_server_that_is_away()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("{}", 503, "Retry-After: 1\r\n"));
        using var transport = new HttpTransport(server.Url, _quick);
        var answer = await transport.WithFallbackAsync(
            () => transport.SendAsync(HttpMethod.Post, "path/", "{}"u8.ToArray(), repeatable: true));
        Assert.Equal(503, answer.Status);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Retry_after_is_respected()
    {
        await using var server = new ScriptedServer(
            request => request.Number == 1 ? Reply.Json("{}", 429, "Retry-After: 1\r\n") : Reply.Json("{}"));
        Assert.Equal(200, (await PostAsync(server, _quick)).Status);
        Assert.InRange(Assert.Single(_time.Pauses).TotalMilliseconds, 1100, 1200);
    }

    [Theory]
    [InlineData("Mon, 01 Jan 1990 00:00:00 GMT"), InlineData("-5"), InlineData("0"), InlineData("soon")]
    public async Task A_time_to_retry_that_is_none_is_no_pause(string time)
    {
        await using var server = new ScriptedServer(
            request => request.Number == 1 ? Reply.Json("{}", 503, $"Retry-After: {time}\r\n") : Reply.Json("{}"));
        Assert.Equal(200, (await PostAsync(server, _quick)).Status);
        Assert.InRange(Assert.Single(_time.Pauses).TotalMilliseconds, 100, 200);
    }

    [Fact]
    public async Task A_pause_longer_than_the_timeout_is_not_made()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("{}", 429, "Retry-After: 3600\r\n"));
        Assert.Equal(429, (await PostAsync(server, _quick)).Status);
        Assert.Single(server.Requests);
        Assert.Empty(_time.Pauses);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_timeout()
    {
        var time = new FakeTimeProvider();
        await using var server = new ScriptedServer(_ =>
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
            return new TaskCompletionSource<Reply>().Task;
        });
        var failure = await FailureAsync(server, new HttpOptions { Timeout = TimeSpan.FromSeconds(0.5), Time = time });
        Assert.Equal(PsonoFailure.Timeout, failure.Failure);
        Assert.Contains("within 0.5 seconds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_stops_halfway_is_an_error()
    {
        await using var server = new ScriptedServer(
            _ => new Reply("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\""u8.ToArray(), HangUp: true));
        Assert.Equal(PsonoFailure.Unreachable, (await FailureAsync(server, _quick)).Failure);
    }

    [Theory]
    [InlineData("Content-Length: 1001\r\n\r\n")]
    [InlineData("Content-Length: 99999999999\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3e9\r\n")]
    [InlineData("Connection: close\r\n\r\n")]
    public async Task An_answer_is_read_up_to_the_cap_and_no_further(string head)
    {
        var bytes = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + head)
            .Concat(Enumerable.Repeat((byte)' ', 1001)).Concat("\r\n0\r\n\r\n"u8.ToArray());
        await using var server = new ScriptedServer(_ => new Reply([.. bytes], HangUp: true));
        var failure = await FailureAsync(server, _quick);
        Assert.Equal(PsonoFailure.AnswerTooLarge, failure.Failure);
        Assert.Contains("1,000 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_as_large_as_the_cap_is_read()
    {
        var body = new string('x', 1000);
        await using var server = new ScriptedServer(_ => Reply.Text(body, "text/plain"));
        Assert.Equal(1000, (await PostAsync(server, _quick)).Body.Length);
    }

    [Fact]
    public async Task What_does_not_speak_http_is_named_as_such()
    {
        await using var server = new ScriptedServer(_ => new Reply("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray(), HangUp: true));
        Assert.Equal(PsonoFailure.UnexpectedAnswer, (await FailureAsync(server, _quick)).Failure);
    }

    [Fact]
    public async Task A_closed_port_is_unreachable()
    {
        using var port = new ClosedPort();
        using var transport = new HttpTransport(port.Url, new HttpOptions { Timeout = Patience, MaxRetries = 1, Time = _time });
        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => transport.SendAsync(
            HttpMethod.Put, "path/", "{}"u8.ToArray(), repeatable: false));
        Assert.Equal(PsonoFailure.Unreachable, failure.Failure);
        Assert.Contains("connection refused", failure.Message, StringComparison.Ordinal);
        Assert.Single(_time.Pauses);
    }

    [Fact]
    public async Task A_page_instead_of_json_is_one_clear_line()
    {
        await using var server = new ScriptedServer(_ => Reply.Text("<html>Welcome to nginx</html>", "text/html"));
        var answer = await PostAsync(server, _quick);
        var failure = Assert.Throws<PsonoApiException>(() => answer.Read(Psono.Protocol.PsonoJsonContext.Default.InspectApiKeyResponse));
        Assert.Equal(PsonoFailure.UnexpectedAnswer, failure.Failure);
        Assert.Contains("text/html", failure.Message, StringComparison.Ordinal);
    }

    internal static async Task<HttpAnswer> PostAsync(ScriptedServer server, HttpOptions options, bool repeatable = true)
    {
        using var transport = new HttpTransport(server.Url, options);

        // A clock of a test may stand still for ever.
        return await transport
            .SendAsync(HttpMethod.Post, "path/", "{}"u8.ToArray(), repeatable)
            .WaitAsync(TimeSpan.FromMinutes(1));
    }

    internal static Task<PsonoApiException> FailureAsync(ScriptedServer server, HttpOptions options, bool repeatable = true) =>
        Assert.ThrowsAsync<PsonoApiException>(() => PostAsync(server, options, repeatable));
}
