using System.Net.Sockets;
using System.Text;
using Psono.Server.Tests.ApiKeys;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Hosting;

/// <summary>What happens in which order when the server stops.</summary>
public sealed class StopTests
{
    [Theory, BothDatabases]
    public async Task What_the_last_request_counted_is_stored_before_the_database_closes(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        await key.GrantAsync(alice, secret);

        // A request that has come in only half when the stop begins.
        var body = $$"""{"api_key_id":"{{key.Id}}","secret_id":"{{secret.Id}}"}""";
        using var client = new TcpClient("127.0.0.1", new Uri(server.Url).Port);
        var stream = client.GetStream();
        await SendAsync(stream, $"""
            POST /server/api-key-access/secret/ HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Content-Length: {body.Length}
            Expect: 100-continue


            """);
        Assert.StartsWith("HTTP/1.1 100", await ReadLineAsync(stream), StringComparison.Ordinal);
        var stop = server.StopAsync();
        await Task.Delay(100);
        Assert.False(stop.IsCompleted);
        await SendAsync(stream, body);

        Assert.Equal("", await ReadLineAsync(stream));
        Assert.Equal("HTTP/1.1 200 OK", await ReadLineAsync(stream));
        await stop;
        // The clock stands still: nothing was stored because its time had come.
        Assert.True(await server.State.Database.ReadAsync(db => db.ExistsAsync("select 1 from api_keys where last_use is not null")));
    }

    [Theory, BothDatabases]
    public async Task What_is_over_is_removed_while_the_server_runs_and_not_after(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await server.RegisterAndLogInAsync("alice");
        server.Clock.Advance(TimeSpan.FromDays(2));
        await ShouldBecomeAsync(0);

        await server.RegisterAndLogInAsync("bob");
        await server.StopAsync();
        server.Clock.Advance(TimeSpan.FromDays(2));
        await Task.Delay(100);
        Assert.Equal(1, await SessionsAsync());

        async Task ShouldBecomeAsync(long expected)
        {
            // The timer may start a moment after the server does.
            for (var tries = 0; tries < 1000 && await SessionsAsync() != expected; tries++)
            {
                await Task.Delay(20);
                server.Clock.Advance(TimeSpan.FromMinutes(10));
            }

            Assert.Equal(expected, await SessionsAsync());
        }

        Task<long> SessionsAsync() =>
            server.State.Database.ReadAsync(db => db.FirstAsync("select count(*) from tokens", row => row.GetInt64(0)));
    }

    private static async Task SendAsync(NetworkStream stream, string text) =>
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal)));

    private static async Task<string> ReadLineAsync(NetworkStream stream)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (await stream.ReadAsync(next) == 1 && next[0] != '\n')
            line.Append((char)next[0]);
        return line.ToString().TrimEnd('\r');
    }
}
