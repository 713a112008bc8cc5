using System.Diagnostics;
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

    /// <summary>Whether it is worth asking the server.</summary>
    /// <summary>The configuration that is in effect, for hints.</summary>
    public string? Configuration { get; init; }

    public async Task<bool> RunAsync(Uri server, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timeout = TimeSpan.FromSeconds(http.TimeoutSeconds);
        deadline.CancelAfter(timeout < Patience ? timeout : Patience);
        var proxy = HttpTransport.ProxyOf(server);
        var peer = proxy ?? server;
        if (proxy is not null)
            findings.Add(Finding.Ok("proxy", $"connecting through {proxy.Authority}"));
        if (await FindAsync(peer, deadline.Token) is not { } addresses
            || await ConnectAsync(peer, addresses, deadline.Token) is not { } socket)
            return false;
        using var connection = new NetworkStream(socket, ownsSocket: true);
        if (server.Scheme == Uri.UriSchemeHttps)
            return proxy is not null || await HandshakeAsync(connection, server, deadline.Token);
        if (!server.IsLoopback)
            findings.Add(Finding.Warn("tls", "the connection does not use TLS",
                "use an https URL: others on the network can see which secrets are read, and block answers"));
        return true;
    }

    private async Task<IPAddress[]?> FindAsync(Uri peer, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(peer.IdnHost.Trim('[', ']'), cancellationToken);
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

    private async Task<Socket?> ConnectAsync(Uri peer, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var clock = Stopwatch.StartNew();
        try
        {
            await socket.ConnectAsync(addresses, peer.Port, cancellationToken);
            findings.Add(Finding.Ok(
                "tcp",
                string.Create(CultureInfo.InvariantCulture, $"connected to port {peer.Port} in {clock.Elapsed.TotalMilliseconds:0} ms")));
            return socket;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            var why = e is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                ? "connection refused"
                : "cannot connect";
            findings.Add(new Finding("tcp", Verdict.Fail, $"{why}: {peer.Host}, port {peer.Port}",
                "check that the server is running and that no firewall blocks it"));
            return null;
        }
    }

    private async Task<bool> HandshakeAsync(NetworkStream connection, Uri server, CancellationToken cancellationToken)
    {
        try
        {
            var tls = await TlsProbe.HandshakeAsync(connection, server.IdnHost, http.ToOptions(), cancellationToken);
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
