using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Psono.Server.Configuration;
using Psono.Server.Data;

namespace Psono.Server.Hosting;

/// <summary>What the server runs in: the host with its log, and Kestrel with its addresses, limits and certificate.</summary>
internal static class ServerHost
{
    /// <summary>What a connection holds before anybody reads it, twice with TLS.</summary>
    private const int ReadAhead = 64 * 1024;

    public static WebApplicationBuilder Create(ServerOptions options, TlsCertificate? certificate)
    {
        // The empty builder: no file watchers, no settings from the working directory, nothing that start-up has to wait for.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "psono-server" });
        builder.Services.AddRoutingCore();
        builder.Services.AddCors();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Logging.SetMinimumLevel(options.LogLevel);
        Systemd.Log(builder.Logging, options.Node);
        // Why the server could not start is told by Program, in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (options.LogLevel > LogLevel.Debug)
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets => sockets.MaxReadBufferSize = ReadAhead);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, certificate));
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. options.Urls.Select(url => url.ToString())]);
        return builder;
    }

    /// <exception cref="StartException">It cannot listen.</exception>
    public static async Task StartAsync(WebApplication app, ServerOptions options)
    {
        Systemd.Notify(app.Lifetime);
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            var reason = (e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode switch
            {
                SocketError.AddressNotAvailable => "this machine has no such address",
                SocketError.AccessDenied => "ports under 1024 need the right to use them",
                _ => e.Message,
            };
            throw new StartException($"cannot listen on {string.Join(", ", options.Urls.Select(url => url.Authority))}: {reason}");
        }
    }

    private static void Configure(KestrelServerOptions kestrel, ServerOptions options, TlsCertificate? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.MaxRequestBufferSize = ReadAhead;
        // All of them together hold half of the memory at worst, and leave descriptors for the database and for commands.
        kestrel.Limits.MaxConcurrentConnections = Math.Min(
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / ReadAhead, Math.Max(64, Descriptors.Most - Descriptors.Reserve));
        kestrel.Limits.Http2.InitialConnectionWindowSize = 256 * 1024;
        kestrel.Limits.Http2.InitialStreamWindowSize = 128 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        if (certificate is null)
            return;
        kestrel.ConfigureHttpsDefaults(https =>
        {
            https.ServerCertificate = certificate.Own;
            https.ServerCertificateChain = certificate.Chain;
        });
    }
}
