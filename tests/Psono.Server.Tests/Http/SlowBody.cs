using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Http;

/// <summary>A request whose body stops in the middle until the test lets it go on. It takes an answer that comes before that.</summary>
internal sealed class SlowBody : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly int _missing;

    private SlowBody(int missing) => _missing = missing;

    public Task<TestAnswer> Answer { get; private set; } = null!;

    /// <summary>A value for a secret, from somebody without a session at this address.</summary>
    public static async Task<SlowBody> StartAsync(TestServer server, string address, int sent, int length, string headers = "")
    {
        var body = new SlowBody(length - sent);
        var url = new Uri(server.Url);
        await body._client.ConnectAsync(url.Host, url.Port);
        var head = $"PUT /server/api-key-access/secret/ HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {address}\r\n{headers}"
            + $"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n";
        body.Answer = body.ReadAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await body.WriteAsync(head + new string(' ', sent));
        return body;
    }

    public async Task<TestAnswer> FinishAsync()
    {
        await WriteAsync(new string(' ', _missing));
        return await Answer;
    }

    public void Dispose() => _client.Dispose();

    private async Task WriteAsync(string text) => await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    private async Task<TestAnswer> ReadAsync()
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.ASCII, leaveOpen: true);
        var status = (await reader.ReadLineAsync())!.Split(' ')[1];
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
        var text = new char[int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(text);
        return new TestAnswer(
            (HttpStatusCode)int.Parse(status, CultureInfo.InvariantCulture), new string(text), headers["Content-Type"], headers);
    }
}
