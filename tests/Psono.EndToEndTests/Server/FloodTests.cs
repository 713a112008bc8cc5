using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Server;

/// <summary>What strangers can make the server hold.</summary>
public sealed class FloodTests
{
    private const int MiB = 1024 * 1024;

    /// <summary>What the runtime takes of a machine with 512 MB.</summary>
    private const int Heap = 384 * MiB;

    [Fact]
    public async Task Sixty_large_anonymous_bodies_at_once_neither_end_a_small_server_nor_keep_others_waiting()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"), "http", Heap);
        var before = Memory(server);
        using var http = new HttpClient { Timeout = Shell.Patience };
        var body = Encoding.ASCII.GetBytes(
            $$"""{"api_key_id":"{{Guid.NewGuid()}}","secret_id":"{{Guid.NewGuid()}}","data":"{{new string('a', 15 * MiB)}}"}""");

        var flood = Task.WhenAll(Enumerable.Range(0, 60).Select(_ => PutAsync(http, server, body)));
        while (!flood.IsCompleted)
        {
            await http.GetStringAsync($"{server.Url}/info/");
            await Task.Delay(50);
        }

        // Those that had room: what was in them was looked at.
        Assert.Contains(HttpStatusCode.BadRequest, await flood);
        Assert.DoesNotContain(HttpStatusCode.InternalServerError, await flood);
        await Task.Delay(TimeSpan.FromSeconds(12));
        Assert.InRange(Memory(server), 0, before + 160 * MiB);
    }

    [Fact]
    public async Task Clients_that_hang_up_in_the_middle_of_a_body_leave_nothing_in_the_log()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(directory.File("data"));
        var before = server.Log;

        for (var i = 0; i < 5; i++)
        {
            foreach (var length in (int[])[1000, 10 * MiB])
            {
                await HangUpAsync(server, length, reset: false, TimeSpan.FromMilliseconds(10 * i));
                await HangUpAsync(server, length, reset: true, TimeSpan.FromMilliseconds(10 * i));
            }
        }

        using var http = new HttpClient();
        await http.GetStringAsync($"{server.Url}/info/");
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal("", server.Log[before.Length..]);
    }

    /// <param name="server">Which has to read half of a body.</param>
    /// <param name="length">Of the whole.</param>
    /// <param name="reset">Whether the connection is reset instead of closed.</param>
    /// <param name="after">When.</param>
    private static async Task HangUpAsync(ServerProcess server, int length, bool reset, TimeSpan after)
    {
        var url = new Uri(server.Url);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(url.Host, url.Port);
        var head = "PUT /server/api-key-access/secret/ HTTP/1.1\r\nHost: x\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head + new string(' ', length / 2)));
        await Task.Delay(after);
        if (reset)
            socket.Close(timeout: 0);
    }

    private static async Task<HttpStatusCode?> PutAsync(HttpClient http, ServerProcess server, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        try
        {
            using var answer = await http.PutAsync($"{server.Url}/api-key-access/secret/", content);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // The server does not wait for ever for the rest of a body that it has refused.
            return null;
        }
    }

    private static long Memory(ServerProcess server) =>
        long.Parse(Regex.Match(File.ReadAllText($"/proc/{server.Id}/status"), @"VmRSS:\s*(\d+) kB").Groups[1].Value) * 1024;
}
