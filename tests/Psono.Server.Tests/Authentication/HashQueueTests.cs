using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Errors;
using Psono.Server.RateLimiting;

namespace Psono.Server.Tests.Authentication;

/// <summary>Who may have a password hash computed, and when. Here one at a time is, and the first until the gate opens.</summary>
public sealed class HashQueueTests : IDisposable
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly List<string> _computed = [];
    private readonly FakeTimeProvider _clock = new();
    private readonly HashQueue _queue;
    private readonly Task _first;

    public HashQueueTests()
    {
        _queue = new HashQueue(new AuthkeyHasher(1, Derive), new ClientAddress(new ServerOptions()), _clock, turns: 1);
        _first = AskAsync("192.0.2.200", "first");
    }

    public void Dispose()
    {
        _gate.Set();
        _gate.Dispose();
    }

    [Fact]
    public async Task Sessions_come_first_and_then_the_first_of_each_address()
    {
        Task[] all =
        [
            AskAsync("192.0.2.1", "a1"), AskAsync("192.0.2.1", "a2"), AskAsync("192.0.2.1", "a3"), AskAsync("192.0.2.2", "b1"),
            AskAsync("192.0.2.1", "session", isStranger: false), AskAsync("192.0.2.2", "b2"), AskAsync("192.0.2.3", "c1"),
        ];

        await OpenAsync();
        await Task.WhenAll(all);

        Assert.Equal("first session a1 b1 c1 a2 b2 a3", string.Join(' ', _computed));
    }

    [Fact]
    public async Task A_full_queue_refuses_who_has_the_most_in_it_and_still_takes_others()
    {
        var flood = Enumerable.Range(0, HashQueue.MostWaiting).Select(i => AskAsync("192.0.2.1", $"{i}")).ToList();

        await ShouldBeRefusedAsync(AskAsync("192.0.2.1", "one too many"), StatusCodes.Status503ServiceUnavailable);
        var other = AskAsync("192.0.2.2", "other");
        await ShouldBeRefusedAsync(flood[^1], StatusCodes.Status503ServiceUnavailable);

        Assert.Equal(HashQueue.MostWaiting, _queue.Waiting);
        await OpenAsync();
        await other;
        await Task.WhenAll(flood[..^1]);
        Assert.DoesNotContain("one too many", _computed);
    }

    [Fact]
    public async Task Who_would_be_refused_is_known_before()
    {
        var session = Context("192.0.2.1");
        session.Features.Set((Session)RuntimeHelpers.GetUninitializedObject(typeof(Session)));
        Assert.False(_queue.IsFullFor(Context("192.0.2.1")));

        var flood = Enumerable.Range(0, HashQueue.MostWaiting).Select(i => AskAsync("192.0.2.1", $"{i}")).ToList();

        Assert.True(_queue.IsFullFor(Context("192.0.2.1")));
        Assert.False(_queue.IsFullFor(Context("192.0.2.2")));
        Assert.False(_queue.IsFullFor(session));
        await OpenAsync();
        await Task.WhenAll(flood);
    }

    [Fact]
    public async Task Whoever_hangs_up_is_not_computed_for()
    {
        using var connection = new CancellationTokenSource();
        var abandoned = Enumerable.Range(0, 20).Select(_ => AskAsync("192.0.2.1", "abandoned", aborted: connection.Token)).ToList();
        var real = AskAsync("192.0.2.1", "real");

        await connection.CancelAsync();
        foreach (var task in abandoned)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);

        Assert.Equal(1, _queue.Waiting);
        await OpenAsync();
        await real;
        Assert.Equal(["first", "real"], _computed);
    }

    [Fact]
    public async Task Waiting_ends_with_a_status_that_leaves_sessions_logged_in()
    {
        var stranger = AskAsync("192.0.2.1", "stranger");
        var session = AskAsync("192.0.2.1", "session", isStranger: false);

        _clock.Advance(HashQueue.Patience);

        await ShouldBeRefusedAsync(stranger, StatusCodes.Status503ServiceUnavailable);
        await ShouldBeRefusedAsync(session, StatusCodes.Status504GatewayTimeout);
        Assert.Equal(0, _queue.Waiting);
    }

    [Fact]
    public async Task A_hash_that_fails_gives_its_turn_back()
    {
        await OpenAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => _queue.VerifyAsync(Context("192.0.2.1"), "x", "no hash"));

        await AskAsync("192.0.2.1", "next");
        Assert.Equal(["first", "next"], _computed);
    }

    private static DefaultHttpContext Context(string address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }

    private async Task AskAsync(string address, string authkey, bool isStranger = true, CancellationToken aborted = default)
    {
        var context = Context(address);
        context.RequestAborted = aborted;
        if (!isStranger)
            context.Features.Set((Session)RuntimeHelpers.GetUninitializedObject(typeof(Session)));
        await _queue.HashAsync(context, authkey);
    }

    private static async Task ShouldBeRefusedAsync(Task request, int status)
    {
        var answer = (await Assert.ThrowsAsync<RefusedException>(() => request.WaitAsync(TimeSpan.FromSeconds(20)))).Answer;
        Assert.Equal(status, answer.Status);
    }

    private async Task OpenAsync()
    {
        _gate.Set();
        await _first;
    }

    private byte[] Derive(string authkey, byte[] salt, int rounds)
    {
        _gate.Wait();
        _computed.Add(authkey);
        return new byte[64];
    }
}
