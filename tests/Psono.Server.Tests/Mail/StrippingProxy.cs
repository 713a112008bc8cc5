using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Psono.Server.Tests.Mail;

/// <summary>Somebody on the way to a mail server who says that it does not offer STARTTLS, and listens.</summary>
internal sealed class StrippingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly StringBuilder _heard = new();
    private readonly Task _serving;

    public StrippingProxy(int port)
    {
        _listener.Start();
        _serving = ServeAsync(port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What the client said.</summary>
    public string Heard => _heard.ToString();

    private async Task ServeAsync(int port)
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync();
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, port);
            await Task.WhenAny(
                PassAsync(client.GetStream(), server.GetStream(), Listen), PassAsync(server.GetStream(), client.GetStream(), Strip));
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The client has gone.
        }
    }

    private string Listen(string text)
    {
        _heard.Append(text);
        return text;
    }

    private static string Strip(string text) => text.Replace("STARTTLS", "X-NOTHING", StringComparison.Ordinal);

    private static async Task PassAsync(NetworkStream from, NetworkStream to, Func<string, string> change)
    {
        var buffer = new byte[4096];
        while (await from.ReadAsync(buffer) is > 0 and var length)
            await to.WriteAsync(Encoding.Latin1.GetBytes(change(Encoding.Latin1.GetString(buffer, 0, length))));
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }
}
