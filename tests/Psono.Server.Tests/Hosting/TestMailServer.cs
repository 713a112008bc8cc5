using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Psono.Server.Tests.Hosting;

/// <summary>A mail server that speaks just enough SMTP to take a mail.</summary>
internal sealed class TestMailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<string> _mails = Channel.CreateUnbounded<string>();
    private readonly Task _serving;

    public TestMailServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Port => ((IPEndPoint)_listener.LocalEndpoint).Port.ToString();

    /// <summary>Refuses every recipient.</summary>
    public bool Refuses { get; set; }

    public string[] Arguments =>
        ["--email-host", "127.0.0.1", "--email-port", Port, "--email-tls", "false", "--email-from", "vault@example.com"];

    /// <summary>The next mail, as it went over the wire but with its soft line breaks joined.</summary>
    public async Task<string> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return (await _mails.Reader.ReadAsync(patience.Token))
            .Replace("=\r\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
    }

    public bool IsEmpty => _mails.Reader.Count == 0;

    private async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (SocketException)
            {
                return;
            }

            _ = TalkAsync(client);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 test");
            while (await reader.ReadLineAsync() is { } line)
            {
                switch (line.Split([' ', ':'])[0].ToUpperInvariant())
                {
                    case "RCPT" when Refuses:
                        await writer.WriteLineAsync("550 no such mailbox");
                        break;
                    case "DATA":
                        await writer.WriteLineAsync("354 go on");
                        await _mails.Writer.WriteAsync(await ReadMailAsync(reader));
                        await writer.WriteLineAsync("250 ok");
                        break;
                    case "QUIT":
                        await writer.WriteLineAsync("221 bye");
                        return;
                    default:
                        await writer.WriteLineAsync("250 ok");
                        break;
                }
            }
        }
    }

    private static async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            mail.Append(line).Append("\r\n");
        return mail.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }
}
