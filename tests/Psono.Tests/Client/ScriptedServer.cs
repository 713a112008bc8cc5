using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Psono.Tests.Client;

internal sealed record ReceivedRequest(int Number, int Connection, string Method, string Target, string Head, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Bytes to answer with; nothing to hang up without a word.</summary>
internal sealed record Reply(byte[] Bytes, bool HangUp = false)
{
    public static Reply Silence { get; } = new([], HangUp: true);

    public static Reply Json(string json, int status = 200, string head = "") => Text(json, "application/json", status, head);

    public static Reply Text(string text, string contentType, int status = 200, string head = "") =>
        Of(Encoding.UTF8.GetBytes(text), contentType, status, head);

    public static Reply Of(ReadOnlySpan<byte> body, string contentType = "application/json", int status = 200, string head = "")
    {
        var lines = $"HTTP/1.1 {status} Any\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n{head}\r\n";
        return new([.. Encoding.UTF8.GetBytes(lines), .. body]);
    }

    /// <summary>Not through a string: some answers have many megabytes.</summary>
    public static byte[] Utf8(JsonNode json)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
            json.WriteTo(writer);
        return text.ToArray();
    }
}

/// <summary>
/// A peer that speaks HTTP by hand, so that it can speak it badly: each request is answered with whatever bytes the test wants.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ReceivedRequest, Task<Reply>> _answer;
    private readonly Func<Stream, Task<Stream>> _wrap;
    private readonly Task _accepting;
    private int _connections;

    public ScriptedServer(Func<ReceivedRequest, Reply> answer, Func<Stream, Task<Stream>>? wrap = null)
        : this(request => Task.FromResult(answer(request)), wrap)
    {
    }

    public ScriptedServer(Func<ReceivedRequest, Task<Reply>> answer, Func<Stream, Task<Stream>>? wrap = null, ClosedPort? port = null)
    {
        _listener = new TcpListener(IPAddress.Loopback, port?.Port ?? 0);
        _answer = answer;
        _wrap = wrap ?? Task.FromResult;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    public int Connections => _connections;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}/server");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), Interlocked.Increment(ref _connections));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using var owned = client;
        try
        {
            await using var stream = await _wrap(client.GetStream());
            while (await ReadAsync(stream, connection) is { } request)
            {
                Requests.Enqueue(request);
                var reply = await _answer(request);
                await stream.WriteAsync(reply.Bytes, _stop.Token);
                await stream.FlushAsync(_stop.Token);
                if (reply.HangUp)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or did not like the certificate: that is for the test to see at its own end.
        }
    }

    private async Task<ReceivedRequest?> ReadAsync(Stream stream, int connection)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Add(one[0]);
        }

        var text = Encoding.ASCII.GetString([.. head]);
        var length = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = new byte[length is null ? 0 : int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var line = text.Split(' ', 3);
        return new ReceivedRequest(Requests.Count + 1, connection, line[0], line[1], text, body);
    }
}
