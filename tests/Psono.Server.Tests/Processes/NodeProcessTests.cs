using System.Net.Http.Headers;
using Psono.Server.Configuration;
using Psono.Server.Hosting;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Processes;

/// <summary>How servers that share a database are told apart.</summary>
public sealed class NodeProcessTests : IDisposable
{
    private const string Connections = """
        select string_agg(distinct application_name, ' ' order by application_name)
        from pg_stat_activity where application_name like 'psono-server/%'
        """;

    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Each_line_of_the_log_and_each_connection_says_which_server_it_is_of()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        var database = schema.ConnectionString[..schema.ConnectionString.IndexOf(";Application Name", StringComparison.Ordinal)];
        var keys = Path.Combine(_temporary.File("one"), "keys.json");
        await using var one = await StartAsync("one", [], "--database", database);
        await using var two = await StartAsync(
            "two", new() { ["PSONO_NODE_NAME"] = "server-2" }, "--database", database, "--keys-file", keys);
        await RegisterAsync(one, "alice");
        await RegisterAsync(two, "bob");

        var host = NodeName.OfHost;
        var server = await PostgresServer.GetAsync();
        Assert.Equal(
            string.Join(' ', new[] { $"psono-server/{host}", "psono-server/server-2" }.Order(StringComparer.Ordinal)),
            await server.ExecuteAsync(Connections));
        Assert.Equal(0, await one.StopAsync());
        Assert.Equal(0, await two.StopAsync());
        Assert.Contains($"version {ProgramVersion.Text}, node server-2, keys", two.Output, StringComparison.Ordinal);
        Assert.Matches($"(?m)^info: {host} Psono.Server.Users.RegistrationEndpoints\\[1\\] User .* registered$", one.Output);
        Assert.Matches("(?m)^info: server-2 Psono.Server.Users.RegistrationEndpoints\\[1\\] User .* registered$", two.Output);
    }

    [Fact]
    public async Task A_server_that_is_alone_says_nothing_of_it_unless_it_has_a_name()
    {
        await using var unnamed = await StartAsync("unnamed", []);
        await using var named = await StartAsync(
            "named", new() { ["NOTIFY_SOCKET"] = _temporary.File("none"), ["JOURNAL_STREAM"] = "8:1" }, "--node-name", "home");
        await RegisterAsync(unnamed, "alice");
        await RegisterAsync(named, "alice");
        await unnamed.StopAsync();
        await named.StopAsync();

        Assert.Matches("(?m)^info: Psono.Server.Users.RegistrationEndpoints\\[1\\] User .* registered$", unnamed.Output);
        Assert.DoesNotContain("node ", unnamed.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^<6>home Psono.Server.Users.RegistrationEndpoints\\[1\\] User .* registered$", named.Output);
    }

    private Task<ServerProcess> StartAsync(string directory, Dictionary<string, string> environment, params string[] arguments) =>
        ServerProcess.StartAsync(environment, ["--data-dir", _temporary.File(directory), "--allow-registration", "true", .. arguments]);

    private static async Task RegisterAsync(ServerProcess server, string name)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        var user = new TestUser { Username = $"{name}@example.com" };
        using var body = new StringContent(user.RegisterBody().ToJsonString(), MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await http.PostAsync("/server/authentication/register/", body);
        Assert.True(answer.IsSuccessStatusCode);
    }
}
