using System.Diagnostics;
using System.Text;
using Psono.Client;

namespace Psono.Tests.Client;

/// <summary>What a network, a proxy, or a hostile server may do to a request.</summary>
public sealed class HttpFaultTests
{
    private static readonly HttpOptions s_quick = new() { Timeout = TimeSpan.FromSeconds(20), MaxAnswerBytes = 1000 };

    [Fact]
    public async Task An_answer_is_read_whatever_its_status()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("""{"detail":"X"}""", 418));
        var answer = await PostAsync(server, s_quick);

        Assert.Equal(418, answer.Status);
        Assert.Equal("""{"detail":"X"}""", Encoding.UTF8.GetString(answer.Body));
        Assert.Equal("/server/path/", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task A_request_is_repeated_after_the_server_hung_up()
    {
        await using var server = new ScriptedServer(request => request.Number < 3 ? Reply.Silence : Reply.Json("{}"));
        Assert.Equal(200, (await PostAsync(server, s_quick)).Status);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(429), InlineData(502), InlineData(503), InlineData(504)]
    public async Task A_request_is_repeated_when_the_server_is_busy(int status)
    {
        await using var server = new ScriptedServer(request => request.Number == 1 ? Reply.Json("{}", status) : Reply.Json("{}"));
        Assert.Equal(200, (await PostAsync(server, s_quick)).Status);
    }

    [Theory]
    [InlineData(400), InlineData(403), InlineData(500)]
    public async Task Other_errors_are_final(int status)
    {
        await using var server = new ScriptedServer(_ => Reply.Json("{}", status));
        Assert.Equal(status, (await PostAsync(server, s_quick)).Status);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Retries_end()
    {
        await using var server = new ScriptedServer(_ => Reply.Silence);
        Assert.Equal(PsonoFailure.Unreachable, (await FailureAsync(server, s_quick)).Failure);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task What_must_not_happen_twice_is_sent_once()
    {
        await using var silent = new ScriptedServer(_ => Reply.Silence);
        await using var busy = new ScriptedServer(_ => Reply.Json("{}", 503));

        Assert.Equal(PsonoFailure.Unreachable, (await FailureAsync(silent, s_quick, repeatable: false)).Failure);
        Assert.Single(silent.Requests);
        Assert.Equal(503, (await PostAsync(busy, s_quick, repeatable: false)).Status);
        Assert.Single(busy.Requests);
    }

    [Fact]
    public async Task Retry_after_is_respected()
    {
        await using var server = new ScriptedServer(request => request.Number == 1 ? Reply.Json("{}", 429, "Retry-After: 1\r\n") : Reply.Json("{}"));
        var clock = Stopwatch.StartNew();
        Assert.Equal(200, (await PostAsync(server, s_quick)).Status);
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_pause_longer_than_the_timeout_is_not_made()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("{}", 429, "Retry-After: 3600\r\n"));
        Assert.Equal(429, (await PostAsync(server, s_quick)).Status);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_timeout()
    {
        await using var server = new ScriptedServer(async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            return Reply.Silence;
        });
        var failure = await FailureAsync(server, new HttpOptions { Timeout = TimeSpan.FromSeconds(0.5) });
        Assert.Equal(PsonoFailure.Timeout, failure.Failure);
        Assert.Contains("within 0.5 seconds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_stops_halfway_is_an_error()
    {
        await using var server = new ScriptedServer(_ => new Reply("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\""u8.ToArray(), HangUp: true));
        Assert.Equal(PsonoFailure.Unreachable, (await FailureAsync(server, s_quick)).Failure);
    }

    [Theory]
    [InlineData("Content-Length: 1001\r\n\r\n")]
    [InlineData("Content-Length: 99999999999\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3e9\r\n")]
    [InlineData("Connection: close\r\n\r\n")]
    public async Task An_answer_is_read_up_to_the_cap_and_no_further(string head)
    {
        var bytes = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + head).Concat(Enumerable.Repeat((byte)' ', 1001)).Concat("\r\n0\r\n\r\n"u8.ToArray());
        await using var server = new ScriptedServer(_ => new Reply([.. bytes], HangUp: true));
        var failure = await FailureAsync(server, s_quick);
        Assert.Equal(PsonoFailure.AnswerTooLarge, failure.Failure);
        Assert.Contains("1,000 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_as_large_as_the_cap_is_read()
    {
        var body = new string('x', 1000);
        await using var server = new ScriptedServer(_ => Reply.Text(body, "text/plain"));
        Assert.Equal(1000, (await PostAsync(server, s_quick)).Body.Length);
    }

    [Fact]
    public async Task What_does_not_speak_http_is_named_as_such()
    {
        await using var server = new ScriptedServer(_ => new Reply("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray(), HangUp: true));
        Assert.Equal(PsonoFailure.UnexpectedAnswer, (await FailureAsync(server, s_quick)).Failure);
    }

    [Fact]
    public async Task A_closed_port_is_unreachable()
    {
        Uri url;
        await using (var server = new ScriptedServer(_ => Reply.Silence))
            url = server.Url;
        using var transport = new HttpTransport(url, new HttpOptions { MaxRetries = 1 });
        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => transport.SendAsync(
            HttpMethod.Put, "path/", "{}"u8.ToArray(), repeatable: false, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(PsonoFailure.Unreachable, failure.Failure);
        Assert.Contains("connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_instead_of_json_is_one_clear_line()
    {
        await using var server = new ScriptedServer(_ => Reply.Text("<html>Welcome to nginx</html>", "text/html"));
        var answer = await PostAsync(server, s_quick);
        var failure = Assert.Throws<PsonoApiException>(() => answer.Read(Psono.Protocol.PsonoJsonContext.Default.InspectApiKeyResponse));
        Assert.Equal(PsonoFailure.UnexpectedAnswer, failure.Failure);
        Assert.Contains("text/html", failure.Message, StringComparison.Ordinal);
    }

    internal static async Task<HttpAnswer> PostAsync(ScriptedServer server, HttpOptions options, bool repeatable = true)
    {
        using var transport = new HttpTransport(server.Url, options);
        return await transport.SendAsync(
            HttpMethod.Post, "path/", "{}"u8.ToArray(), repeatable, cancellationToken: TestContext.Current.CancellationToken);
    }

    internal static Task<PsonoApiException> FailureAsync(ScriptedServer server, HttpOptions options, bool repeatable = true) =>
        Assert.ThrowsAsync<PsonoApiException>(() => PostAsync(server, options, repeatable));
}
