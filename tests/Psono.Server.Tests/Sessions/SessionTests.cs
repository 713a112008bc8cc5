using System.Net;
using Psono.Server.Sessions;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Sessions;

public sealed class SessionTests
{
    [Theory, BothDatabases]
    public async Task A_user_sees_and_ends_the_own_sessions(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var user = await TestUser.RegisterAsync(server, "alice");
        var here = await user.LogInAsync(server);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var there = await user.LogInAsync(server);
        await user.StartLoginAsync(server);

        var list = (await here.GetAsync("/authentication/sessions/")).Json.GetProperty("sessions");

        Assert.Equal(2, list.GetArrayLength());
        Assert.Equal("2026-11-23T19:12:46.181998+00:00", list[0].GetProperty("create_date").GetString());
        Assert.Equal("a test", list[0].GetProperty("device_description").GetString());
        Assert.Equal(
            (true, false), (list[0].GetProperty("current_session").GetBoolean(), list[1].GetProperty("current_session").GetBoolean()));

        (await here.PostAsync("/authentication/logout/", $$"""{"session_id":"{{list[1].GetProperty("id").GetString()}}"}"""))
            .ShouldSucceed();
        Assert.Equal(HttpStatusCode.Unauthorized, (await there.GetAsync("/authentication/sessions/")).Status);
        (await here.SendAsync(HttpMethod.Post, "/authentication/logout/"))
            .ShouldBe(HttpStatusCode.OK, """{"success":"Successfully logged out."}""");
        (await here.GetAsync("/authentication/sessions/"))
            .ShouldBe(HttpStatusCode.Unauthorized, """{"detail":"Invalid token or not yet activated."}""");
    }

    [Theory, BothDatabases]
    public async Task A_user_sees_when_and_from_where_each_session_was_last_used(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--num-proxies", "1");
        var user = await TestUser.RegisterAsync(server, "alice");
        var (here, there) = (await user.LogInAsync(server), await user.LogInAsync(server));
        (here.ForwardedFor, there.ForwardedFor) = ("198.51.100.1", "203.0.113.7");
        await there.GetAsync("/datastore/");
        server.Clock.Advance(TimeSpan.FromMinutes(2));

        var list = (await here.GetAsync("/authentication/sessions/")).Json.GetProperty("sessions");

        var uses = list.EnumerateArray().Select(session => session.GetProperty("psono_net")).ToLookup(
            use => use.GetProperty("last_address").GetString(), use => use.GetProperty("last_use").GetString());
        Assert.Equal(["2026-11-23T19:12:46.181998+00:00"], uses["203.0.113.7"]);
        Assert.Equal(["2026-11-23T19:14:46.181998+00:00"], uses["198.51.100.1"]);
    }

    [Theory, BothDatabases]
    public async Task Nobody_ends_the_sessions_of_others(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, bob) = (await server.RegisterAndLogInAsync("alice"), await server.RegisterAndLogInAsync("bob"));
        var id = (await bob.GetAsync("/authentication/sessions/")).Json.GetProperty("sessions")[0].GetProperty("id").GetString();

        (await alice.PostAsync("/authentication/logout/", $$"""{"session_id":"{{id}}"}""")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await alice.PostAsync("/authentication/logout/", $$"""{"session_id":"{{Guid.NewGuid()}}"}"""))
            .ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("/authentication/sessions/")).Status);
    }

    [Theory, BothDatabases]
    public async Task The_session_key_is_the_one_of_the_login(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");

        Assert.Equal(alice.Login["session_key"]!.GetValue<string>(), (await alice.GetAsync("/session-key/"))["session_key"]);
    }

    [Theory, BothDatabases]
    public async Task Sessions_that_are_over_are_removed(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var user = await TestUser.RegisterAsync(server, "alice");
        await user.LogInAsync(server, duration: 60);
        var living = await user.LogInAsync(server, duration: 86400);
        server.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, await new SessionStore(server.State.Database).DeleteExpiredAsync(server.Clock.GetUtcNow()));
        Assert.Equal(HttpStatusCode.OK, (await living.GetAsync("/authentication/sessions/")).Status);
    }

    [Fact]
    public async Task Two_servers_on_one_PostgreSQL_are_one()
    {
        using var directory = new TemporaryDirectory();
        await using var schema = await PostgresSchema.TakeAsync();
        var keys = directory.File("keys.json");
        Psono.Server.Data.ServerKeys.Open(keys, mayCreate: true);
        await using var one = await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, ["--keys-file", keys]);
        await using var two = await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, ["--keys-file", keys]);

        var user = await TestUser.RegisterAsync(one, "alice");
        var session = await user.LogInAsync(two);

        Assert.Equal(HttpStatusCode.OK, (await session.GetAsync("/authentication/sessions/")).Status);
        Assert.Equal(HttpStatusCode.OK, (await session.At(one).GetAsync("/authentication/sessions/")).Status);
        (await session.At(one).SendAsync(HttpMethod.Post, "/authentication/logout/")).ShouldSucceed();
        Assert.Equal(HttpStatusCode.Unauthorized, (await session.GetAsync("/authentication/sessions/")).Status);
    }
}
