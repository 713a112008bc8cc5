using System.Net;
using System.Net.NetworkInformation;
using Psono.Cli.Commands.Doctor;
using Psono.Client.ApiKeys.Settings;
using Psono.Tests.Client;
using static Psono.Tests.Client.PeerManner;

namespace Psono.Tests.Commands;

/// <summary>What doctor says of a name that has several addresses.</summary>
public sealed class NetworkCheckTests
{
    private readonly StandingTime _time = new();
    private readonly List<Finding> _findings = [];

    [Fact]
    public async Task An_address_that_does_not_answer_is_named_although_another_does()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", IsSilent), ("127.0.0.2", Answers), ("127.0.0.3", IsSilent));
        var check = CheckAsync(peers.Port, peers.Addresses);
        Assert.Equal(TimeSpan.FromSeconds(15), await _time.NextWaitAsync());
        var grace = await _time.NextWaitAsync();
        _time.Advance(grace - TimeSpan.FromTicks(1));
        await peers.HasAsync(0, TcpState.SynSent);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(await check);
        var tcp = Tcp();
        Assert.Equal(
            (Verdict.Warn, $"connected to port {peers.Port} in 0 ms; no answer from 127.0.0.1, 127.0.0.3"), (tcp.Verdict, tcp.Message));
        await peers.LeftAsync(0, 1, 2);
    }

    [Fact]
    public async Task An_address_that_refuses_harms_nobody_when_another_answers()
    {
        using var peers = new LoopbackPeers(("::1", Refuses), ("127.0.0.1", Answers), ("127.0.0.2", Answers));
        var check = CheckAsync(peers.Port, peers.Addresses);
        Assert.True(await check);
        Assert.Equal(Verdict.Ok, Tcp().Verdict);
        await peers.LeftAsync(0, 1, 2);
    }

    [Fact]
    public async Task What_all_addresses_have_in_common_is_told_once()
    {
        using var peers = new LoopbackPeers(("::1", Refuses), ("127.0.0.1", Refuses));
        Assert.False(await CheckAsync(peers.Port, peers.Addresses));
        Assert.Equal(
            (Verdict.Fail, $"cannot connect to server.example, port {peers.Port}: connection refused"), (Tcp().Verdict, Tcp().Message));
    }

    [Fact]
    public async Task What_they_have_not_is_told_of_each()
    {
        // No packet goes to a broadcast address: it is as a network to which there is no way.
        using var peers = new LoopbackPeers(("127.0.0.1", Refuses));
        Assert.False(await CheckAsync(peers.Port, [.. peers.Addresses, IPAddress.Broadcast]));
        Assert.Equal(
            $"cannot connect to server.example, port {peers.Port}: "
            + "127.0.0.1: connection refused; 255.255.255.255: network unreachable",
            Tcp().Message);
    }

    [Fact]
    public async Task Where_nobody_answers_that_is_told()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", IsSilent), ("::1", IsSilent));
        var check = CheckAsync(peers.Port, peers.Addresses);
        _time.Advance(await _time.NextWaitAsync());
        Assert.False(await check);
        Assert.Equal($"cannot connect to server.example, port {peers.Port}: no answer", Tcp().Message);
    }

    [Fact]
    public async Task Addresses_that_do_not_answer_take_no_time_from_the_one_that_does()
    {
        using var peers = new LoopbackPeers(("127.0.0.1", IsSilent), ("127.0.0.2", Answers));
        var check = CheckAsync(peers.Port, peers.Addresses, "https", timeout: 1);
        var (limit, grace) = (await _time.NextWaitAsync(), await _time.NextWaitAsync());
        Assert.True(limit < grace);
        _time.Advance(limit);

        // Of the TLS that this peer does not speak.
        Assert.Equal(limit, await _time.NextWaitAsync());
        _time.Advance(limit);
        Assert.False(await check);
        Assert.Equal("the TLS handshake timed out", _findings[^1].Message);
    }

    private Task<bool> CheckAsync(int port, IPAddress[] addresses, string scheme = "http", uint timeout = 60) =>
        new NetworkCheck(new HttpSettings { TimeoutSeconds = timeout }, _findings, _time) { Resolve = (_, _) => Task.FromResult(addresses) }
            .RunAsync(new Uri($"{scheme}://server.example:{port}/server"), default);

    private Finding Tcp() => Assert.Single(_findings, finding => finding.Check == "tcp");
}
