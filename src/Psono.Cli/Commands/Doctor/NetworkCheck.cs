using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Psono.Cli.Configuration;
using Psono.Client;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;

namespace Psono.Cli.Commands.Doctor;

/// <summary>Name, connection, TLS: each by itself, so that it is clear which of them fails.</summary>
internal sealed class NetworkCheck(HttpSettings http, List<Finding> findings, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ExpiryWarning = TimeSpan.FromDays(14);

    /// <summary>The configuration that is in effect, for hints.</summary>
    public string? Configuration { get; init; }

    /// <summary>Finds the addresses of a name.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Of the connection, and of TLS: addresses that do not answer take nothing from the one that does.</summary>
    private TimeSpan Limit => TimeSpan.FromSeconds(Math.Min(http.TimeoutSeconds, Patience.TotalSeconds));

    /// <summary>Whether it is worth asking the server.</summary>
    public async Task<bool> RunAsync(Uri server, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Limit, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var proxy = HttpTransport.ProxyOf(server);
        var peer = proxy ?? server;
        if (proxy is not null)
            findings.Add(Finding.Ok("proxy", $"connecting through {proxy.Authority}"));
        if (await FindAsync(peer, deadline.Token) is not { } addresses)
            return false;
        var probe = await AddressProbe.ConnectAsync(addresses, peer.Port, time, deadline.Token);
        findings.Add(Judge(probe, peer));
        if (probe.Connection is not { } socket)
            return false;
        using var connection = new NetworkStream(socket, ownsSocket: true);
        if (server.Scheme == Uri.UriSchemeHttps)
            return proxy is not null || await HandshakeAsync(connection, server, cancellationToken);
        if (!server.IsLoopback)
            findings.Add(Finding.Warn("tls", "the connection does not use TLS",
                "use an https URL: others on the network can see which secrets are read, and block answers"));
        return true;
    }

    private async Task<IPAddress[]?> FindAsync(Uri peer, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Resolve(peer.IdnHost.Trim('[', ']'), cancellationToken);
            if (addresses.Length == 0)
                throw new SocketException((int)SocketError.HostNotFound);
            findings.Add(Finding.Ok("dns", $"{peer.Host} resolves to {string.Join(", ", addresses.Take(4))}"));
            return addresses;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            findings.Add(new Finding(
                "dns", Verdict.Fail, $"cannot find the host {peer.Host}", "check --server-url and this machine's DNS servers"));
            return null;
        }
    }

    private static Finding Judge(AddressProbe probe, Uri peer)
    {
        if (probe.Connection is null)
        {
            return new Finding("tcp", Verdict.Fail, $"cannot connect to {peer.Host}, port {peer.Port}: {probe.Problem}",
                "check that the server is running and that no firewall blocks it");
        }

        var message = string.Create(
            CultureInfo.InvariantCulture, $"connected to port {peer.Port} in {probe.Elapsed.TotalMilliseconds:0} ms");

        // One that refuses costs nothing, as of a name that has an IPv6 address where there is no IPv6.
        return probe.Silent.Count == 0
            ? Finding.Ok("tcp", message)
            : Finding.Warn("tcp", $"{message}; no answer from {string.Join(", ", probe.Silent)}",
                "make every address answer, or remove it from DNS: a program that tries it first has to wait");
    }

    private async Task<bool> HandshakeAsync(NetworkStream connection, Uri server, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Limit, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var tls = await TlsProbe.HandshakeAsync(connection, server.IdnHost, http.ToOptions(), deadline.Token);
            var left = tls.NotAfter - time.GetUtcNow();
            var message = string.Create(
                CultureInfo.InvariantCulture,
                $"{tls.Protocol}, certificate issued by {tls.Issuer}, valid until {tls.NotAfter.UtcDateTime:yyyy-MM-dd}");
            if (http.DangerDisableTlsVerification)
                findings.Add(Finding.Warn("tls", $"{message}, not verified", "remove --danger-disable-tls-verification"));
            else if (left < ExpiryWarning)
                findings.Add(Finding.Warn("tls", message, "renew the server's certificate soon"));
            else
                findings.Add(Finding.Ok("tls", message));
            return true;
        }
        catch (PsonoApiException e)
        {
            findings.Add(new Finding("tls", Verdict.Fail, e.Message, FailureHints.Of(e, Configuration)));
        }
        catch (OperationCanceledException)
        {
            findings.Add(new Finding("tls", Verdict.Fail, "the TLS handshake timed out", "check that the port speaks TLS"));
        }

        return false;
    }
}
