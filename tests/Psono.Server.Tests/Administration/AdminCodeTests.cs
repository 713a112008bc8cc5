using System.Net;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Recovery;

namespace Psono.Server.Tests.Administration;

public sealed class AdminCodeTests
{
    [Theory, BothDatabases]
    public async Task Administrators_see_which_accounts_have_codes_and_delete_them(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var root = await server.RegisterAndLogInAsync("root");
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_superuser = true"));
        var alice = await server.RegisterAndLogInAsync("alice");
        var recovery = await TestCode.RecoveryAsync(alice);
        var emergency = await TestCode.EmergencyAsync(alice, delay: 60);
        const string Date = "2026-11-23T19:12:46.181998Z";

        (await root.GetAsync("/admin/recovery-code/")).ShouldBe(
            HttpStatusCode.OK, $$"""{"recovery_codes":[{"id":"{{recovery.Id}}","create_date":"{{Date}}","user":"alice@example.com"}]}""");
        (await root.GetAsync("/admin/emergency-code/")).ShouldBe(
            HttpStatusCode.OK,
            $$"""
            {"emergency_codes":[{"id":"{{emergency.Id}}","create_date":"{{Date}}","user":"alice@example.com","description":"for Bob"}]}
            """);
        var id = (await root.PostAsync("/user/search/", """{"user_username":"alice@example.com"}"""))["id"];
        var detail = await root.GetAsync($"/admin/user/{id}/");
        Assert.Equal($$"""[{"id":"{{recovery.Id}}","create_date":"{{Date}}"}]""", detail["recovery_codes"]);
        Assert.Equal(
            $$"""[{"id":"{{emergency.Id}}","create_date":"{{Date}}","description":"for Bob","activation_delay":60}]""",
            detail["emergency_codes"]);
        Assert.Equal([("True", "True"), ("False", "False")], await ListAsync(root));

        (await alice.DeleteAsync("/admin/recovery-code/", $$"""{"recovery_code_id":"{{recovery.Id}}"}"""))
            .ShouldBe(HttpStatusCode.Forbidden, """{"detail":"You do not have permission to perform this action."}""");
        (await root.DeleteAsync("/admin/recovery-code/", $$"""{"recovery_code_id":"{{recovery.Id}}"}""")).ShouldBe(HttpStatusCode.OK, "{}");
        (await root.DeleteAsync("/admin/recovery-code/", $$"""{"recovery_code_id":"{{recovery.Id}}"}"""))
            .ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await root.DeleteAsync("/admin/emergency-code/", $$"""{"emergency_code_id":"{{emergency.Id}}"}"""))
            .ShouldBe(HttpStatusCode.OK, "{}");
        (await root.DeleteAsync("/admin/emergency-code/", $$"""{"emergency_code_id":"{{emergency.Id}}"}"""))
            .ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        Assert.Equal([("False", "False"), ("False", "False")], await ListAsync(root));
    }

    private static async Task<List<(string Recovery, string Emergency)>> ListAsync(TestSession root) =>
        [.. (await root.GetAsync("/admin/user/?ordering=username")).Json.GetProperty("users").EnumerateArray().Select(
            user => ($"{user.GetProperty("recovery_code_exist")}", $"{user.GetProperty("emergency_code_exist")}"))];
}
