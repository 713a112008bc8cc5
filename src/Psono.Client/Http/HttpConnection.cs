using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Psono.Client.Http;

[UnsupportedOSPlatform("browser")]
internal static class HttpConnection
{
    /// <summary>Long enough for who asks every few minutes, and not so long that a server that has moved is never noticed.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    /// <summary>For all addresses of a name together, and the TLS handshake.</summary>
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(15);

    /// <summary>
    /// One connection, without the conveniences of a browser: no cookies, no redirects, no decompression, no trace headers.
    /// </summary>
    /// <param name="trust">Which certificates are trusted; null without TLS.</param>
    /// <param name="time">The clock of what is tried after what.</param>
    /// <param name="resolve">Finds the addresses of a name; null: the machine's resolver.</param>
    public static SocketsHttpHandler Create(
        HttpTrust? trust, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        resolve ??= Dns.GetHostAddressesAsync;
        var proxy = HttpProxy.FromEnvironment(Environment.GetEnvironmentVariable);
        var handler = new SocketsHttpHandler
        {
            UseProxy = proxy is not null,
            Proxy = proxy,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = 1,
            PooledConnectionIdleTimeout = Kept,
            PooledConnectionLifetime = Kept,
            ConnectTimeout = Connecting,
            ConnectCallback = ConnectAsync,
        };
        if (trust is not null)
            handler.SslOptions = trust.ClientOptions();
        return handler;

        // To the server, or to the proxy.
        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            var peer = context.DnsEndPoint;
            var addresses = await resolve(peer.Host, cancellationToken).ConfigureAwait(false);
            var socket = await AddressRace.ConnectAsync(addresses, peer.Port, time, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}
