using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Psono.Server.Http.Marks;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Operations;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Administration;

public sealed partial class AdministrationTests
{
    private const string Forbidden = """{"detail":"You do not have permission to perform this action."}""";

    [Fact]
    public async Task An_ordinary_user_is_refused_on_every_route_of_administrators()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("eve");
        var calls = Calls(server).ToList();
        Assert.True(calls.Count >= 11, "the walk has lost its way");

        foreach (var (method, path) in calls)
            (await session.SendAsync(new HttpMethod(method), path, "{}")).ShouldBe(HttpStatusCode.Forbidden, Forbidden);
        foreach (var (method, path) in calls)
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync(new HttpMethod(method), path, "{}")).Status);
    }

    [Fact]
    public async Task Everything_below_admin_is_for_administrators_and_can_be_switched_off()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        Assert.All(
            server.Endpoints.OfType<RouteEndpoint>().Where(endpoint =>
                endpoint.RoutePattern.RawText!.Contains("/admin", StringComparison.Ordinal)
                && endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods.Count: > 0 }),
            endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<NeedsAdministrator>()));

        await using var closed = await TestServer.StartAsync(DatabaseKind.Sqlite, "--management-enabled", "false");
        Assert.Empty(Calls(closed));
        var root = await RootAsync(closed);
        Assert.Equal(HttpStatusCode.NotFound, (await root.GetAsync("/admin/info/")).Status);
        Assert.Contains("\"management\":false", (await closed.GetAsync("/info/"))["info"], StringComparison.Ordinal);
        Assert.Contains("\"management\":true", (await server.GetAsync("/info/"))["info"], StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Who_is_no_administrator_any_more_is_none_from_that_moment(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var root = await RootAsync(server);
        (await root.GetAsync("/admin/info/")).ShouldSucceed();

        await server.AskAsync("user", "demote", "root@example.com");

        (await root.GetAsync("/admin/info/")).ShouldBe(HttpStatusCode.Forbidden, Forbidden);
    }

    [Theory, BothDatabases]
    public async Task An_administrator_reads_nothing_that_is_sealed_and_can_give_himself_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var secret = await TestSecret.CreateAsync(alice, datastore);
        var root = await RootAsync(server);

        Assert.Equal(HttpStatusCode.Forbidden, (await root.GetAsync($"/datastore/{datastore}/")).Status);
        foreach (var path in new[] { $"/secret/{secret.Id}/", $"/secret/history/{secret.Id}/" })
            Assert.Contains("NO_PERMISSION_OR_NOT_EXIST", (await root.GetAsync(path)).Text, StringComparison.Ordinal);
        var rows = await server.State.Database.ReadAsync(db => db.QueryAsync(
            "select authkey, private_key, private_key_nonce, secret_key, user_sauce from users",
            row => Enumerable.Range(0, 5).Select(row.GetString).ToList()));
        var told = (await root.GetAsync("/admin/user/")).Text + (await root.GetAsync($"/admin/user/{await IdAsync(root, "alice")}/")).Text
            + (await root.GetAsync("/admin/session/")).Text + (await root.GetAsync("/admin/info/")).Text;
        Assert.Contains("alice@example.com", told, StringComparison.Ordinal);
        Assert.All(rows.SelectMany(row => row), value => Assert.DoesNotContain(value, told, StringComparison.Ordinal));
        Assert.DoesNotContain(alice.Token, told, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task The_overview_counts_accounts_and_sessions(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await TestUser.RegisterAsync(server, "bob");
        server.Clock.Advance(TimeSpan.FromDays(9));
        var root = await RootAsync(server);
        await root.User.LogInAsync(server);
        await server.AskAsync("user", "disable", "bob@example.com");

        var info = await root.GetAsync("/admin/info/");

        Assert.Equal(("1", "2", "2", "2", "1"), (info["user_count_active"], info["user_count_total"], info["token_count_total"],
            info["token_count_device"], info["token_count_user"]));
        Assert.Equal((await server.GetAsync("/info/"))["verify_key"], info["verify_key"]);
        Assert.Equal(
            """[{"count_new":1,"count_total":1,"month":"Nov 26"},{"count_new":1,"count_total":2,"month":"Dec 26"}]""",
            info["registrations_over_month"]);
        var days = info.Json.GetProperty("registrations_over_day").EnumerateArray().ToList();
        Assert.Equal(17, days.Count);
        Assert.Equal("""{"date":"2026-12-02","count_new":1,"count_total":2,"weekday":"Wed"}""", days[^1].ToString());
        Assert.Equal("""{"date":"2026-11-23","count_new":1,"count_total":1,"weekday":"Mon"}""", days[^10].ToString());
        Assert.Equal(
            ["root@example.com True", "bob@example.com False"],
            info.Json.GetProperty("registrations").EnumerateArray()
                .Select(user => $"{user.GetProperty("username")} {user.GetProperty("active")}"));
    }

    [Theory, BothDatabases]
    public async Task Sessions_of_all_accounts_are_listed_and_ended(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var bob = await server.RegisterAndLogInAsync("bob");
        var root = await RootAsync(server);

        var sessions = (await root.GetAsync("/admin/session/?search=BOB")).Json.GetProperty("sessions");
        var entry = Assert.Single(sessions.EnumerateArray());
        Assert.Equal("bob@example.com", entry.GetProperty("username").GetString());
        Assert.Equal("2026-11-24T19:12:46.181998Z", entry.GetProperty("valid_till").GetString());
        var body = $$"""{"session_id":"{{entry.GetProperty("id")}}"}""";
        (await root.DeleteAsync("/admin/session/", body)).ShouldBe(HttpStatusCode.OK, "{}");

        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.GetAsync("/datastore/")).Status);
        (await root.DeleteAsync("/admin/session/", body)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await root.DeleteAsync("/admin/session/", """{"session_id":"x"}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"session_id":["IS_NOT_A_VALID_UUID"]}""");
    }

    [Theory, BothDatabases]
    public async Task An_administrator_invites_and_takes_back(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var root = await RootAsync(server);

        var invited = await root.PostAsync("/admin/invitation/", """{"username":"Bob@example.com","days":2}""");
        Assert.Equal(HttpStatusCode.Created, invited.Status);
        Assert.Equal("2026-11-25T19:12:46.181998Z", invited["valid_till"]);
        Assert.Contains("/register#invitation=", invited["link"], StringComparison.Ordinal);
        (await root.GetAsync("/admin/invitation/")).ShouldBe(HttpStatusCode.OK, $$"""
            {"invitations":[{"id":"{{invited["id"]}}","username":"bob@example.com","email":"bob@example.com",
            "create_date":"2026-11-23T19:12:46.181998Z","valid_till":"2026-11-25T19:12:46.181998Z","is_superuser":false,
            "invited_by":"root@example.com"}]}
            """);
        (await root.PostAsync("/admin/invitation/", """{"username":"root@example.com"}"""))
            .ShouldRefuse("USER_WITH_USERNAME_ALREADY_EXISTS");
        (await root.PostAsync("/admin/invitation/", """{"username":"carol@example.com","mail":true}""")).ShouldRefuse("NO_MAIL_SERVER");
        (await root.PostAsync("/admin/invitation/", """{"username":"carol","days":0}""")).ShouldBe(
            HttpStatusCode.BadRequest,
            """{"username":["INVALID_USERNAME_FORMAT"],"days":["Ensure this value is greater than or equal to 1."]}""");

        var body = $$"""{"invitation_id":"{{invited["id"]}}"}""";
        (await root.DeleteAsync("/admin/invitation/", body)).ShouldBe(HttpStatusCode.OK, "{}");
        (await root.DeleteAsync("/admin/invitation/", body)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
    }

    /// <summary>An administrator, logged in.</summary>
    internal static async Task<TestSession> RootAsync(TestServer server)
    {
        var root = await server.RegisterAndLogInAsync("root");
        await server.AskAsync("user", "promote", "root@example.com");
        return root;
    }

    internal static async Task<string> IdAsync(TestSession root, string name) =>
        (await root.GetAsync($"/admin/user/?search={name}")).Json.GetProperty("users")[0].GetProperty("id").GetString()!;

    private static IEnumerable<(string Method, string Path)> Calls(TestServer server) =>
        from endpoint in server.Endpoints.OfType<RouteEndpoint>()
        where endpoint.RoutePattern.RawText!.StartsWith("/server/admin/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (method, Parameter.Replace(endpoint.RoutePattern.RawText!["/server".Length..], Guid.NewGuid().ToString()));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter { get; }
}
