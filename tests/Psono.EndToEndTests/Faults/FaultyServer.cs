using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Psono.EndToEndTests.Faults;

/// <summary>Stands before a real server and answers every request with the same fault.</summary>
internal sealed partial class FaultyServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _real;
    private readonly Fault _fault;
    private int _requests;

    public FaultyServer(Fault fault, string realOrigin)
    {
        _fault = fault;
        _real = new HttpClient { BaseAddress = new Uri(realOrigin) };
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Origin => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Requests => _requests;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _real.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            var stream = client.GetStream();
            if (await ReadAsync(stream) is not { } request)
                return;
            using var sent = request;
            Interlocked.Increment(ref _requests);
            await AnswerAsync(stream, request);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or HttpRequestException)
        {
            // The client has had enough.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, HttpRequestMessage request)
    {
        switch (_fault)
        {
            case Fault.Drop:
                break;
            case Fault.Delay:
                await Task.Delay(Timeout.Infinite, _stop.Token);
                break;
            case Fault.TooManyRequests:
                await WriteAsync(stream, "429 Too Many Requests", """{"detail":"Request was throttled."}""", "Retry-After: 3600\r\n");
                break;
            case Fault.ServerError:
                await WriteAsync(stream, "500 Internal Server Error", "<h1>Server Error (500)</h1>");
                break;
            case Fault.PageForWrite when request.Method != HttpMethod.Put:
                await WriteAsync(stream, "200 OK", await ForwardAsync(request));
                break;
            case Fault.Page or Fault.PageForWrite:
                await WriteAsync(stream, "200 OK", "<html><title>Please log in to the network</title></html>");
                break;
            case Fault.Redirect:
                await WriteAsync(stream, "302 Found", "", $"Location: http://localhost:1{request.RequestUri}\r\n");
                break;
            case Fault.Truncated:
                var whole = await ForwardAsync(request);
                await WriteAsync(stream, "200 OK", whole[..(whole.Length / 2)], length: whole.Length);
                break;
            case Fault.WrongMac:
                await WriteAsync(stream, "200 OK", Sealed().Replace(await ForwardAsync(request), digit => digit.Value == "0" ? "1" : "0"));
                break;
            case Fault.TenGigabytes:
                await FloodAsync(stream, "Content-Length: 10737418240\r\n\r\n", new byte[1 << 16]);
                break;
            case Fault.Endless:
                await FloodAsync(stream, "Transfer-Encoding: chunked\r\n\r\n", [.. "10000\r\n"u8, .. new byte[1 << 16], .. "\r\n"u8]);
                break;
        }
    }

    private async Task FloodAsync(NetworkStream stream, string head, byte[] block)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + head), _stop.Token);
        for (var sent = 0L; sent < 10L << 30; sent += block.Length)
            await stream.WriteAsync(block, _stop.Token);
    }

    private async Task<string> ForwardAsync(HttpRequestMessage request)
    {
        using var response = await _real.SendAsync(request, _stop.Token);
        return await response.Content.ReadAsStringAsync(_stop.Token);
    }

    private async Task WriteAsync(NetworkStream stream, string status, string body, string head = "", int? length = null) =>
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: "
                + $"{length ?? Encoding.UTF8.GetByteCount(body)}\r\n{head}Connection: close\r\n\r\n{body}"),
            _stop.Token);

    private async Task<HttpRequestMessage?> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1)
            .Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var text)
            ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
            : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var request = new HttpRequestMessage(new HttpMethod(lines[0].Split(' ')[0]), lines[0].Split(' ')[1]);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new("application/json");
        }

        foreach (var name in new[] { "Authorization", "Authorization-Validator" }.Where(headers.ContainsKey))
            request.Headers.TryAddWithoutValidation(name, headers[name]);
        return request;
    }

    /// <summary>The first digit of everything that is long and hexadecimal.</summary>
    [GeneratedRegex("(?<![0-9a-f])[0-9a-f](?=[0-9a-f]{63})")]
    private static partial Regex Sealed();
}
