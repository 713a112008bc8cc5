using System.Net;
using System.Text.Json;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Server.Tests.Clients;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Operations;
using Psono.Server.Tests.SecondFactors;
using static Psono.Server.Tests.Administration.AdministrationTests;

namespace Psono.Server.Tests.Administration;

public sealed class AdminUserTests
{
    [Theory, BothDatabases]
    public async Task Accounts_are_listed_searched_ordered_and_paged(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var root = await RootAsync(server);
        foreach (var name in new[] { "alice", "bob", "carol" })
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            await TestUser.RegisterAsync(server, name);
        }

        Assert.Equal((null, "carol bob alice root"), await ListAsync(root, ""));
        Assert.Equal((null, "alice bob carol root"), await ListAsync(root, "?ordering=username"));
        Assert.Equal((4, "root carol"), await ListAsync(root, "?ordering=-username&page=0&page_size=2"));
        Assert.Equal((4, "alice"), await ListAsync(root, "?ordering=-username&page=1&page_size=3"));
        Assert.Equal((4, ""), await ListAsync(root, "?page=900000000&page_size=900000000"));
        Assert.Equal((1, "bob"), await ListAsync(root, "?search=BO&page_size=5"));
        Assert.Equal((null, "bob"), await ListAsync(root, "?search=bob@example.com"));
        Assert.Equal((null, ""), await ListAsync(root, "?search=%25"));
        (await root.GetAsync("/admin/user/?page=-1&page_size=0")).ShouldBe(
            HttpStatusCode.BadRequest, """{"page":["ERROR_NO_VALID_INTEGER"],"page_size":["ERROR_VALUE_TOO_SMALL"]}""");
        Assert.Equal(4, (await ListAsync(root, "?ordering=authkey")).Names.Split(' ').Length);

        var entry = (await root.GetAsync("/admin/user/?search=root")).Json.GetProperty("users")[0];
        Assert.Equal("[\"superuser\"]", entry.GetProperty("roles").ToString());
        Assert.Equal(
            """{"email":"root@example.com","session_count":1,"has_logged_in":true}""", entry.GetProperty("psono_net").ToString());
    }

    [Theory, BothDatabases]
    public async Task One_account_is_told_with_its_sessions(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var bob = await server.RegisterAndLogInAsync("bob");
        var root = await RootAsync(server);

        var user = await root.GetAsync($"/admin/user/{await IdAsync(root, "bob")}/");

        Assert.Equal("bob@example.com", user["email"]);
        Assert.Equal("False", user["is_superuser"]);
        var entry = Assert.Single(user.Json.GetProperty("sessions").EnumerateArray());
        Assert.Equal(bob.Fingerprint, entry.GetProperty("device_fingerprint").GetString());
        foreach (var id in new[] { Guid.NewGuid().ToString(), "x" })
        {
            (await root.GetAsync($"/admin/user/{id}/")).ShouldBe(
                HttpStatusCode.BadRequest, """{"user_id":["NO_PERMISSION_OR_NOT_EXIST"]}""");
        }
    }

    [Theory, BothDatabases]
    public async Task Flags_are_set_one_by_one_and_disabling_ends_sessions(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var bob = await server.RegisterAndLogInAsync("bob");
        var root = await RootAsync(server);
        var id = await IdAsync(root, "bob");

        (await SetAsync("\"require_password_change\":true")).ShouldBe(HttpStatusCode.OK, "{}");
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.GetAsync("/datastore/")).Status);
        (await SetAsync("\"require_password_change\":false,\"language\":\"fr\",\"is_superuser\":true")).ShouldSucceed();
        (await bob.GetAsync("/admin/info/")).ShouldSucceed();
        Assert.Equal("fr", (await root.GetAsync($"/admin/user/{id}/"))["language"]);
        (await SetAsync("\"is_active\":false")).ShouldSucceed();
        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.GetAsync("/datastore/")).Status);
        (await SetAsync("\"is_active\":true")).ShouldSucceed();
        await bob.User.LogInAsync(server);

        (await SetAsync("\"is_active\":null")).ShouldBe(HttpStatusCode.BadRequest, """{"is_active":["This field may not be null."]}""");
        (await root.PutAsync("/admin/user/", $$"""{"user_id":"{{Guid.NewGuid()}}","is_active":true}"""))
            .ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");

        Task<TestAnswer> SetAsync(string members) => root.PutAsync("/admin/user/", $$"""{"user_id":"{{id}}",{{members}}}""");
    }

    [Theory, BothDatabases]
    public async Task Second_factors_are_told_and_removed_one_by_one(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var bob = await server.RegisterAndLogInAsync("bob");
        var totp = await TestTotp.AddAsync(server, bob);
        var root = await RootAsync(server);
        var entry = (await root.GetAsync("/admin/user/?search=bob")).Json.GetProperty("users")[0];
        Assert.True(entry.GetProperty("google_authenticator_enabled").GetBoolean());
        var user = await root.GetAsync($"/admin/user/{await IdAsync(root, "bob")}/");
        Assert.Equal(
            $$"""[{"id":"{{totp.Id}}","create_date":"2026-11-23T19:12:46.181998Z","title":"phone","active":true}]""",
            user["google_authenticators"]);

        (await root.DeleteAsync("/admin/webautn/", $$"""{"webauthn_id":"{{totp.Id}}"}""")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        var body = $$"""{"google_authenticator_id":"{{totp.Id}}"}""";
        (await root.DeleteAsync("/admin/google-authenticator/", body)).ShouldBe(HttpStatusCode.OK, "{}");
        (await root.DeleteAsync("/admin/google-authenticator/", body)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        await bob.User.LogInAsync(server);
    }

    [Theory, BothDatabases]
    public async Task An_address_is_changed_unless_somebody_has_it(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await TestUser.RegisterAsync(server, "bob");
        var root = await RootAsync(server);
        var id = await IdAsync(root, "bob");

        (await SetAsync("Bob@example.org")).ShouldSucceed();
        Assert.Equal("bob@example.org", (await root.GetAsync($"/admin/user/{id}/"))["email"]);
        (await SetAsync("root@example.com")).ShouldRefuse("USER_WITH_EMAIL_ALREADY_EXISTS");
        (await SetAsync("bob")).ShouldBe(HttpStatusCode.BadRequest, """{"email":["INVALID_EMAIL_FORMAT"]}""");

        Task<TestAnswer> SetAsync(string email) => root.PutAsync("/admin/user/", $$"""{"user_id":"{{id}}","email":"{{email}}"}""");
    }

    [Fact]
    public async Task The_old_address_hears_of_the_new_one()
    {
        await using var mails = new TestMailServer();
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, [.. mails.Arguments, "--disable-email-new-login", "true"]);
        var user = await TestUser.RegisterAsync(server, "root");
        await mails.NextAsync();
        await server.AskAsync("user", "verify-email", "root@example.com");
        await server.AskAsync("user", "promote", "root@example.com");
        var root = await user.LogInAsync(server);
        await TestUser.RegisterAsync(server, "alice");
        await mails.NextAsync();

        var id = await IdAsync(root, "alice");
        (await root.PutAsync("/admin/user/", $$"""{"user_id":"{{id}}","email":"other@example.com"}""")).ShouldSucceed();

        var mail = await mails.NextAsync();
        Assert.Contains("To: alice@example.com", mail, StringComparison.Ordinal);
        Assert.Contains("An administrator changed the e-mail address of alice@example.com", mail, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task An_account_that_an_administrator_makes_has_to_get_a_password_of_its_own(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var root = await RootAsync(world.Server);
        var made = await root.PostAsync(
            "/admin/user/", """{"username":"Bob@example.com","email":"bob@example.com","require_password_change":true}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        (await root.PostAsync("/admin/user/", """{"username":"bob@example.com","email":"b@example.com"}"""))
            .ShouldRefuse("USER_WITH_USERNAME_ALREADY_EXISTS");
        (await root.PostAsync("/admin/user/", """{"username":"carol@example.com","email":"bob@example.com"}"""))
            .ShouldRefuse("USER_WITH_EMAIL_ALREADY_EXISTS");
        (await root.PostAsync("/admin/user/", """{"username":"carol@example.com","email":"c@example.com","password":""}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"password":["This field may not be blank."]}""");

        var credentials = new VaultCredentials { Username = "bob@example.com", Password = made["password"] };
        var transport = world.Transport();
        var session = await VaultClient.LoginAsync(transport, await VaultWorld.IdentityAsync(transport), credentials, world.Server.Clock);
        Assert.True(session.RequiresPasswordChange);
        var client = world.Open(session);
        await Assert.ThrowsAsync<PsonoApiException>(() => client.ListSessionsAsync());
        await client.Account.ChangePasswordAsync(credentials, "Another-Horse-Battery-2");
        await client.ListSessionsAsync();
    }

    [Theory, BothDatabases]
    public async Task An_account_is_deleted_with_its_sessions(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var bob = await server.RegisterAndLogInAsync("bob");
        var root = await RootAsync(server);
        var body = $$"""{"user_id":"{{await IdAsync(root, "bob")}}"}""";

        (await root.DeleteAsync("/admin/user/", body)).ShouldBe(HttpStatusCode.OK, "{}");

        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.GetAsync("/datastore/")).Status);
        (await root.DeleteAsync("/admin/user/", body)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
    }

    private static async Task<(int? Count, string Names)> ListAsync(TestSession root, string query)
    {
        var answer = (await root.GetAsync("/admin/user/" + query)).Json;
        var count = answer.GetProperty("count");
        return (
            count.ValueKind == JsonValueKind.Null ? null : count.GetInt32(),
            string.Join(' ', answer.GetProperty("users").EnumerateArray().Select(NameOf)));
    }

    private static string NameOf(JsonElement user) => user.GetProperty("username").GetString()!.Split('@')[0];
}
