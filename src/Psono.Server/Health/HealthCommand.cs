using System.Net.Security;
using System.Net.Sockets;
using Psono.Server.Configuration;

namespace Psono.Server.Health;

/// <summary>
/// <c>psono-server healthcheck</c>: asks the server that runs here with the same settings whether it is ready. For images, which have no
/// other program that could ask.
/// </summary>
internal static class HealthCommand
{
    public const string Name = "healthcheck";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>Null if it is ready; else what is wrong.</returns>
    public static async Task<string?> AskAsync(ServerOptions options)
    {
        var url = OwnAddress(options.Urls[0]);
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
#pragma warning disable CA5359 // The certificate is for the name that others use, and nothing is sent that is worth a secret.
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
        }) { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(new Uri(url, "/server" + HealthEndpoints.Ready));
            return response.IsSuccessStatusCode ? null : $"not ready: {url.Authority} responds with {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                ? $"nothing listens on {url.Authority}"
                : $"{url.Authority} does not respond as psono-server does: {e.Message}";
        }
        catch (TaskCanceledException)
        {
            return $"no response from {url.Authority} within {Patience.TotalSeconds} seconds";
        }
    }

    /// <summary>Where a server that listens everywhere is reached from here.</summary>
    /// <exception cref="UsageException">Nobody else knows.</exception>
    private static Uri OwnAddress(Uri url) => url.Port == 0
        ? throw new UsageException($"--urls: {Name} needs the port; 0 leaves it to the system")
        : new UriBuilder(url) { Host = url.IdnHost switch { "0.0.0.0" => "127.0.0.1", "::" => "[::1]", var host => host } }.Uri;
}
