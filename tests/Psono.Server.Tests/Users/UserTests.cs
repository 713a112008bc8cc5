using System.Net;
using System.Text.Json;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Users;

public sealed class UserTests
{
    [Theory, BothDatabases]
    public async Task A_user_is_found_by_id_or_name(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, bob) = (await server.RegisterAndLogInAsync("alice"), await server.RegisterAndLogInAsync("bob"));

        var found = await alice.PostAsync("/user/search/", """{"user_username":" BOB@example.com"}""");
        Assert.Equal(["id", "public_key", "username", "avatar_id"], found.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("bob@example.com", found["username"]);
        Assert.Equal(bob.Login["user"]!["public_key"]!.GetValue<string>(), found["public_key"]);
        Assert.Equal(JsonValueKind.Null, found.Json.GetProperty("avatar_id").ValueKind);
        Assert.Equal(found.Text, (await alice.PostAsync("/user/search/", $$"""{"user_id":"{{found["id"]}}"}""")).Text);

        var self = await bob.PostAsync("/user/search/", $$"""{"user_id":"{{found["id"]}}"}""");
        Assert.Equal(("False", "False"), (self["multifactor_auth_enabled"], self["recovery_code_enabled"]));

        var both = await alice.PostAsync("/user/search/", $$"""{"user_id":"{{found["id"]}}","user_username":"alice@example.com"}""");
        Assert.Equal(
            ["bob@example.com", "alice@example.com"], both.Json.EnumerateArray().Select(user => user.GetProperty("username").GetString()));
    }

    [Theory, BothDatabases]
    public async Task Nobody_is_found_by_address_or_part_of_a_name_unless_allowed(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        string[] searches =
        [
            "{}", """{"user_email":"alice@example.com"}""", """{"user_username":"lic"}""", """{"user_username":""}""",
            $$"""{"user_id":"{{Guid.NewGuid()}}"}""", """{"user_username":"%"}""",
        ];

        foreach (var search in searches)
            (await alice.PostAsync("/user/search/", search)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await alice.PostAsync("/user/search/", """{"user_id":"x"}"""))
            .ShouldBe(HttpStatusCode.BadRequest, """{"user_id":["IS_NOT_A_VALID_UUID"]}""");
    }

    [Theory, BothDatabases]
    public async Task Searching_by_address_and_part_of_a_name_can_be_allowed(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(
            kind, "--allow-user-search-by-email", "true", "--allow-user-search-by-username-partial", "true");
        var alice = await server.RegisterAndLogInAsync("alice");
        await TestUser.RegisterAsync(server, "alina");

        Assert.Equal("alina@example.com", (await alice.PostAsync("/user/search/", """{"user_email":"Alina@example.com"}"""))["username"]);
        Assert.Equal(2, (await alice.PostAsync("/user/search/", """{"user_username":"ali@anything"}""")).Json.GetArrayLength());
        Assert.Equal("alina@example.com", (await alice.PostAsync("/user/search/", """{"user_username":"INA"}"""))["username"]);
        (await alice.PostAsync("/user/search/", """{"user_username":"%"}""")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await alice.PostAsync("/user/search/", """{"user_username":"a_i"}""")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
    }

    [Theory, BothDatabases]
    public async Task Status_and_policy_are_what_clients_poll(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");

        (await alice.GetAsync("/user/policy/")).ShouldBe(HttpStatusCode.OK, "{}");
        (await alice.GetAsync("/user/status/")).ShouldBe(
            HttpStatusCode.OK,
            """
            {"unaccepted_shares_count":0,"unaccepted_groups_count":0,"unaccepted_forced_groups_count":0,
            "last_security_report_created":"2026-11-23T19:12:46.181998+00:00",
            "psono_net":{"administrator":false,"second_factor":false,"recovery_code":false}}
            """);
    }

    [Theory, BothDatabases]
    public async Task An_account_is_deleted_with_its_password_only(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var user = await TestUser.RegisterAsync(server, "alice");
        var (alice, other) = (await user.LogInAsync(server), await user.LogInAsync(server));

        (await alice.DeleteAsync("/user/delete/", "{}")).ShouldBe(HttpStatusCode.BadRequest, """{"authkey":["This field is required."]}""");
        (await alice.DeleteAsync("/user/delete/", $$"""{"authkey":"{{TestUser.Hex(64)}}"}""")).ShouldRefuse("PASSWORD_INCORRECT");
        var deleted = await alice.DeleteAsync("/user/delete/", $$"""{"authkey":"{{user.Authkey}}"}""");

        deleted.ShouldBe(HttpStatusCode.OK, "{}");
        Assert.True(deleted.WasSealed);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/user/status/")).Status);
        await TestUser.RegisterAsync(server, "alice");
    }

    [Fact]
    public async Task Lists_of_what_does_not_exist_yet_are_empty()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        (string Path, string Member)[] lists =
        [
            ("/share/", "shares"), ("/share/right/", "share_rights"), ("/group/", "groups"), ("/group/rights/", "group_rights"),
            ("/link-share/", "link_shares"), ("/shard/", "shards"),
            ("/file-repository/", "file_repositories"), ("/user/ga/", "google_authenticators"), ("/user/duo/", "duos"),
            ("/user/yubikey-otp/", "yubikey_otps"), ("/user/webauthn/", "webauthns"), ("/user/ivalt/", "ivalt"),
        ];

        foreach (var (path, member) in lists)
        {
            var answer = await alice.GetAsync(path);
            answer.ShouldBe(HttpStatusCode.OK, $$"""{"{{member}}":[]}""");
            Assert.True(answer.WasSealed);
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync(path)).Status);
        }

        (await alice.GetAsync($"/share/rights/{Guid.NewGuid()}/")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
    }

    [Fact]
    public async Task Ways_in_that_do_not_exist_are_refused_as_clients_understand_it()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        (await server.PostAsync("/link-share-access/", "{}")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
    }
}
