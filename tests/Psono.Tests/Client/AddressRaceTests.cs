using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Psono.Client;
using Psono.Client.Http;
using static Psono.Tests.Client.PeerManner;

namespace Psono.Tests.Client;

/// <summary>Several addresses of one name, some of which do not answer.</summary>
public sealed class AddressRaceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly StandingTime _time = new();

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1 192.0.2.2 192.0.2.3", "192.0.2.1 192.0.2.2 192.0.2.3")]
    [InlineData("2001:db8::1 192.0.2.1", "2001:db8::1 192.0.2.1")]
    [InlineData("192.0.2.1 2001:db8::1", "192.0.2.1 2001:db8::1")]
    [InlineData("2001:db8::2 2001:db8::1 192.0.2.2 192.0.2.1", "2001:db8::2 192.0.2.2 2001:db8::1 192.0.2.1")]
    [InlineData("192.0.2.1 192.0.2.2 192.0.2.3 2001:db8::1", "192.0.2.1 2001:db8::1 192.0.2.2 192.0.2.3")]
    [InlineData("192.0.2.1 2001:db8::1 2001:db8::2 2001:db8::3", "192.0.2.1 2001:db8::1 2001:db8::2 2001:db8::3")]
    public void Families_take_turns_and_the_first_address_stays_the_first(string resolved, string order)
    {
        var ordered = AddressRace.InOrder([.. resolved.Split(' ').Select(IPAddress.Parse)]);
        Assert.Equal(order.Split(' '), ordered.Select(address => $"{address}"));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.2"), InlineData("::1", "127.0.0.1"), InlineData("127.0.0.1", "::1")]
    public async Task An_address_that_swallows_packets_costs_a_quarter_of_a_second(string silent, string answering)
    {
        using var peers = new LoopbackPeers((silent, IsSilent), (answering, Answers));
        var race = RaceAsync(peers);
        Assert.Equal(TimeSpan.FromMilliseconds(250), await _time.NextWaitAsync());
        _time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(peers.IsAsked(1));
        await peers.HasAsync(0, TcpState.SynSent);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        using var socket = await race;
        Assert.Equal(new IPEndPoint(peers.Addresses[1], peers.Port), socket.RemoteEndPoint);
        Assert.True(socket.NoDelay);
        await peers.LeftAsync(0);
    }

    [Fact]
    public async Task One_that_answers_after_the_next_was_started_is_still_in_the_race()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", Answers), ("127.0.0.2", IsSilent), ("127.0.0.3", IsSilent));
        for (var i = 0; i < 20; i++)
        {
            using var socket = await AddressRace.ConnectAsync(peers.Addresses, peers.Port, new SkippingTime(Long), default).WaitAsync(Long);
            Assert.Equal(peers.Addresses[0], ((IPEndPoint)socket.RemoteEndPoint!).Address);
            await peers.LeftAsync(1, 2);
        }
    }

    [Fact]
    public async Task After_one_that_refuses_the_next_is_tried_at_once()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", Refuses), ("::1", Refuses), ("127.0.0.2", Answers));
        using var socket = await RaceAsync(peers);
        Assert.Equal(peers.Addresses[2], ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task A_refusal_starts_the_next_while_another_is_waited_for()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", IsSilent), ("127.0.0.2", Refuses), ("127.0.0.3", Answers));
        var race = RaceAsync(peers);
        await _time.NextWaitAsync();
        _time.Advance(AddressRace.HeadStart);
        using var socket = await race;
        Assert.Equal(peers.Addresses[2], ((IPEndPoint)socket.RemoteEndPoint!).Address);
        await peers.LeftAsync(0);
    }

    [Fact]
    public async Task When_all_refuse_that_is_what_is_told()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", Refuses), ("::1", Refuses));
        var failure = await FailureAsync(peers.Port, (_, _) => Task.FromResult(peers.Addresses));
        Assert.Equal(
            (PsonoFailure.Unreachable, $"cannot connect to http://server.example:{peers.Port}: connection refused"),
            (failure.Failure, failure.Message));
    }

    [Fact]
    public async Task The_reason_told_is_that_of_the_address_that_the_resolver_prefers()
    {
        // Nobody may connect to a broadcast address: as an unreachable network, it fails without a packet.
        using var peers = new LoopbackPeers(("127.0.0.1", Refuses));
        var failure = await FailureAsync(peers.Port, (_, _) => Task.FromResult((IPAddress[])[.. peers.Addresses, IPAddress.Broadcast]));
        Assert.EndsWith(": connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_none_answers_it_is_the_connection_that_timed_out_whatever_the_timeout_of_the_request()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", IsSilent), ("::1", IsSilent));
        var failure = await FailureAsync(
            peers.Port, (_, _) => Task.FromResult(peers.Addresses), connectTimeout: TimeSpan.FromMilliseconds(1));
        Assert.Equal(
            (PsonoFailure.Unreachable, $"cannot reach http://server.example:{peers.Port}: timed out"), (failure.Failure, failure.Message));
        await peers.LeftAsync(0, 1);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound), InlineData(null)]
    public async Task A_name_without_addresses_is_told_from_one_that_nobody_answers_at(SocketError? error)
    {
        var failure = await FailureAsync(
            443, (_, _) => error is { } code ? throw new SocketException((int)code) : Task.FromResult<IPAddress[]>([]));
        Assert.Equal((PsonoFailure.Unreachable, "cannot find the host server.example"), (failure.Failure, failure.Message));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_race_that_is_called_off()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", IsSilent), ("127.0.0.2", IsSilent), ("127.0.0.3", Answers));
        using var cancellation = new CancellationTokenSource();
        var race = RaceAsync(peers, cancellation.Token);
        await _time.NextWaitAsync();
        _time.Advance(AddressRace.HeadStart);
        await _time.NextWaitAsync();
        await peers.HasAsync(0, TcpState.SynSent);
        await peers.HasAsync(1, TcpState.SynSent);

        await cancellation.CancelAsync();
        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race);
        Assert.Equal(cancellation.Token, canceled.CancellationToken);
        await peers.LeftAsync(0, 1);
        Assert.False(peers.IsAsked(2));
    }

    [Fact]
    public async Task Of_two_that_answer_at_once_one_is_closed()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", Answers), ("127.0.0.2", Answers));
        for (var i = 0; i < 20; i++)
        {
            using var socket = await AddressRace.ConnectAsync(peers.Addresses, peers.Port, new SkippingTime(Long), default).WaitAsync(Long);
            var winner = Array.IndexOf(peers.Addresses, ((IPEndPoint)socket.RemoteEndPoint!).Address);
            await peers.HasAsync(winner, TcpState.Established);
            await peers.LeftAsync(1 - winner);
        }
    }

    [Fact]
    public async Task One_address_is_not_raced()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", Answers));
        using var socket = await AddressRace.ConnectAsync([IPAddress.Parse("::ffff:127.0.0.1")], peers.Port, new NoTime(), default);
        Assert.True(socket is { NoDelay: true, Connected: true });
    }

    [Fact]
    public async Task A_request_goes_to_the_address_that_answers()
    {
        await using var server = new ScriptedServer(_ => Reply.Json("{}"));
        var asked = new List<string>();
        using var transport = Connect(server.Port, (name, _) =>
        {
            asked.Add(name);
            return Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback]);
        });
        Assert.Equal(200, (await transport.SendAsync(HttpMethod.Get, "info/", json: null, repeatable: false)).Status);
        Assert.Equal(["server.example"], asked);
    }

    private Task<Socket> RaceAsync(LoopbackPeers peers, CancellationToken cancellationToken = default) =>
        AddressRace.ConnectAsync(peers.Addresses, peers.Port, _time, cancellationToken).WaitAsync(Long, CancellationToken.None);

    private static HttpTransport Connect(
        int port, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeSpan? connectTimeout = null)
    {
        var options = new HttpOptions { MaxRetries = 0 };
        var handler = HttpConnection.Create(trust: null, options.Time, resolve);
        handler.ConnectTimeout = connectTimeout ?? handler.ConnectTimeout;
        return new HttpTransport(new Uri($"http://server.example:{port}/server"), options, new HttpMessageInvoker(handler));
    }

    private static async Task<PsonoApiException> FailureAsync(
        int port, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeSpan? connectTimeout = null)
    {
        using var transport = Connect(port, resolve, connectTimeout);
        return await Assert.ThrowsAsync<PsonoApiException>(
            () => transport.SendAsync(HttpMethod.Get, "info/", json: null, repeatable: false));
    }

    private sealed class NoTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            throw new InvalidOperationException("There is nothing to wait for.");
    }
}
