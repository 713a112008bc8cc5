using System.Diagnostics;
using System.Net;
using Psono.Server.Http.Bodies;
using Psono.Server.Tests.ApiKeys;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Http;

/// <summary>
/// What bodies of requests may hold of the memory: here 1 MiB, of which strangers get a half and one address a quarter.
/// </summary>
public sealed class BodyBudgetTests : IAsyncLifetime
{
    private const int KiB = 1024;
    private const string Busy = """{"detail":"The server is busy. Try again in a few seconds."}""";
    private const string Complete = "JSON parse error";

    private readonly List<SlowBody> _bodies = [];
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        DatabaseKind.Sqlite, "--max-request-bytes", "262144", "--max-bodies-bytes", "1048576", "--num-proxies", "1");

    public async ValueTask DisposeAsync()
    {
        foreach (var body in _bodies)
            body.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task One_address_holds_a_quarter()
    {
        await HoldAsync("192.0.2.1", 200 * KiB);

        var second = await StartAsync("192.0.2.1", 100 * KiB);
        Assert.Contains(Complete, (await AnswerAsync("192.0.2.2", 100 * KiB)).Text, StringComparison.Ordinal);

        await ShouldBeRefusedAsync(second);
    }

    [Fact]
    public async Task All_of_an_IPv6_network_is_one_address()
    {
        await HoldAsync("2001:db8:1:2::1", 200 * KiB);

        await ShouldBeRefusedAsync(await StartAsync("2001:db8:1:2:ffff::2", 100 * KiB));
    }

    [Fact]
    public async Task Strangers_hold_a_half_and_sessions_have_the_rest()
    {
        var session = await _server.RegisterAndLogInAsync("alice");
        await HoldAsync("192.0.2.1", 250 * KiB);
        await HoldAsync("192.0.2.2", 250 * KiB);

        await ShouldBeRefusedAsync(await StartAsync("192.0.2.3", 100 * KiB));

        (await session.PutAsync("/datastore/", NewDatastore(50 * KiB))).ShouldSucceed();
    }

    [Fact]
    public async Task Who_names_a_grant_before_a_large_value_is_no_stranger_and_who_names_a_wrong_one_is_refused_before_it()
    {
        var (_, secret, key) = await TestGrant.CreateAsync(_server, write: true);
        await HoldAsync("192.0.2.1", 250 * KiB);
        await HoldAsync("192.0.2.2", 250 * KiB);

        var known = await StartAsync("192.0.2.3", 100 * KiB, sent: 100 * KiB, $"Psono-Net-Grant: {key.Id}/{secret.Id}\r\n");
        var wrong = await StartAsync("192.0.2.3", 100 * KiB, sent: 0, $"Psono-Net-Grant: {key.Id}/{Guid.NewGuid()}\r\n");

        Assert.Contains(Complete, (await known.Answer).Text, StringComparison.Ordinal);
        (await wrong.Answer).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
    }

    [Fact]
    public async Task Without_room_a_session_gets_a_sealed_504_that_leaves_its_client_logged_in()
    {
        var session = await _server.RegisterAndLogInAsync("alice");
        await HoldAsync("127.0.0.1", 200 * KiB);

        var answer = session.PutAsync("/datastore/", NewDatastore(50 * KiB));

        await PassPatienceAsync();
        (await answer).ShouldBe(HttpStatusCode.GatewayTimeout, Busy);
        Assert.Equal((true, "5"), ((await answer).WasSealed, (await answer).Headers["Retry-After"]));
    }

    [Fact]
    public async Task Who_waits_gets_the_room_that_another_gives_back()
    {
        var first = await HoldAsync("192.0.2.1", 200 * KiB);
        var second = await StartAsync("192.0.2.1", 100 * KiB, sent: 100 * KiB);
        await UntilAsync(bodies => bodies.Waiting == 1);

        Assert.Contains(Complete, (await first.FinishAsync()).Text, StringComparison.Ordinal);

        Assert.Contains(Complete, (await second.Answer).Text, StringComparison.Ordinal);
        await UntilAsync(bodies => bodies.Held == 0);
    }

    [Fact]
    public async Task Small_bodies_need_no_room()
    {
        await HoldAsync("192.0.2.1", 256 * KiB);

        Assert.Contains(Complete, (await AnswerAsync("192.0.2.1", 4 * KiB)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_stops_is_cut_off_and_its_room_is_free()
    {
        var body = await HoldAsync("192.0.2.1", 200 * KiB);

        for (var i = 0; i < 50 && !body.Answer.IsCompleted; i++)
            await PassAsync(BodyPace.TimePerPiece);

        (await body.Answer).ShouldBe(HttpStatusCode.RequestTimeout, """{"detail":"Request body came too slowly."}""");
        await UntilAsync(bodies => bodies.Held == 0);
    }

    [Fact]
    public async Task Who_hangs_up_holds_nothing()
    {
        var body = await HoldAsync("192.0.2.1", 200 * KiB);

        body.Dispose();

        await UntilAsync(bodies => bodies.Held == 0);
    }

    private static string NewDatastore(int size) =>
        $$"""
        {"type":"password","data":"{{new string('a', size)}}","data_nonce":"{{new string('b', 48)}}","description":"x",
         "secret_key":"{{new string('c', 128)}}","secret_key_nonce":"{{new string('d', 48)}}","is_default":false}
        """;

    /// <summary>The server holds so many bytes for a body whose last one does not come.</summary>
    private async Task<SlowBody> HoldAsync(string address, int bytes)
    {
        var before = _server.Parts.Bodies.Held;
        var body = await StartAsync(address, bytes, sent: bytes - 1);
        await UntilAsync(bodies => bodies.Held == before + bytes);
        return body;
    }

    private async Task<SlowBody> StartAsync(string address, int length, int sent = 64 * KiB, string headers = "")
    {
        var body = await SlowBody.StartAsync(_server, address, sent, length, headers);
        _bodies.Add(body);
        return body;
    }

    private async Task<TestAnswer> AnswerAsync(string address, int length) =>
        await (await StartAsync(address, length, sent: length)).Answer;

    private async Task ShouldBeRefusedAsync(SlowBody body)
    {
        await PassPatienceAsync();
        var answer = await body.Answer;
        answer.ShouldBe(HttpStatusCode.ServiceUnavailable, Busy);
        Assert.Equal("5", answer.Headers["Retry-After"]);
    }

    private async Task PassAsync(TimeSpan time)
    {
        _server.Clock.Advance(time);
        await _server.GetAsync("/info/");
    }

    /// <summary>Not before the request waits: time that passes earlier ends others.</summary>
    private async Task PassPatienceAsync()
    {
        await UntilAsync(bodies => bodies.Waiting == 1);
        await PassAsync(BodyBudget.Patience);
    }

    private async Task UntilAsync(Predicate<BodyBudget> isReached)
    {
        var bodies = _server.Parts.Bodies;
        var started = Stopwatch.GetTimestamp();
        while (!isReached(bodies))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), $"{bodies.Held} bytes held, {bodies.Waiting} wait");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
