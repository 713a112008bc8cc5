using System.Net;
using System.Runtime.Versioning;

namespace Psono.Client.Http;

[UnsupportedOSPlatform("browser")]
internal static class HttpConnection
{
    /// <summary>Long enough for who asks every few minutes, and not so long that a server that has moved is never noticed.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    /// <summary>
    /// One connection, without the conveniences of a browser: no cookies, no redirects, no decompression, no trace headers.
    /// </summary>
    public static HttpMessageInvoker Create(HttpTrust? trust)
    {
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
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        if (trust is not null)
            handler.SslOptions = trust.ClientOptions();
        return new HttpMessageInvoker(handler);
    }
}
