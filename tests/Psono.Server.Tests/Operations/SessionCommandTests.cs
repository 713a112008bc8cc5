using System.Net;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Operations;

public sealed class SessionCommandTests
{
    [Theory, BothDatabases]
    public async Task Sessions_are_listed_and_ended_one_by_one_by_account_and_all(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var again = await alice.User.LogInAsync(server);
        var bob = await server.RegisterAndLogInAsync("bob");
        var carol = await server.RegisterAndLogInAsync("carol");
        await carol.User.StartLoginAsync(server);

        var sessions = await server.AskJsonAsync("session", "list");
        Assert.Equal(
            ["alice@example.com", "alice@example.com", "bob@example.com", "carol@example.com", "carol@example.com"],
            sessions.EnumerateArray().Select(session => session.GetProperty("username").GetString()));
        Assert.Equal(4, sessions.EnumerateArray().Count(session => session.GetProperty("active").GetBoolean()));
        Assert.DoesNotContain(alice.Token, sessions.ToString(), StringComparison.Ordinal);
        var table = (await server.AskAsync("session", "list", "--user", "bob@example.com")).Output.Split('\n');
        Assert.StartsWith("ID ", table[0], StringComparison.Ordinal);
        Assert.EndsWith("  2026-11-24 19:12Z  a test", table[1], StringComparison.Ordinal);
        Assert.Contains("(login not complete)", (await server.AskAsync("session", "list")).Output, StringComparison.Ordinal);

        var id = (await server.AskJsonAsync("session", "list", "--user", "bob@example.com"))[0].GetProperty("id").GetString()!;
        Assert.Equal("Ended 1 session", (await server.AskAsync("session", "end", id)).Note);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.GetAsync("/datastore/")).Status);
        (await server.AskAsync("session", "end", id)).ShouldFail(
            1, "there is no session with that id: psono-server session list shows all");

        Assert.Equal("Ended 2 sessions", (await server.AskAsync("session", "end", "--user", "alice@example.com")).Note);
        Assert.Equal(HttpStatusCode.Unauthorized, (await again.GetAsync("/datastore/")).Status);
        (await carol.GetAsync("/datastore/")).ShouldSucceed();

        Assert.Equal("Ended 2 sessions", (await server.AskAsync("session", "end", "--all")).Note);
        Assert.Equal(HttpStatusCode.Unauthorized, (await carol.GetAsync("/datastore/")).Status);
        Assert.Equal("", (await server.AskAsync("session", "list")).Output);
    }

    [Theory, BothDatabases]
    public async Task The_key_is_the_one_that_clients_see(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);

        var key = (await server.AskAsync("key", "show")).Output.TrimEnd();

        Assert.Equal((await server.GetAsync("/info/"))["verify_key"], key);
        Assert.Equal(key, (await server.AskJsonAsync("key", "show")).GetProperty("verify_key").GetString());
    }
}
