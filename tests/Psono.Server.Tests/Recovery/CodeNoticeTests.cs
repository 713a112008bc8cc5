using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Recovery;

public sealed class CodeNoticeTests
{
    [Fact]
    public async Task Owners_are_told_by_mail_what_happens_to_their_codes()
    {
        await using var mails = new TestMailServer();
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite,
            [.. mails.Arguments, "--disable-email-new-login", "true", "--web-client-url", "https://vault.example.com"]);
        var alice = await TestUser.RegisterAsync(server, "alice");
        await mails.NextAsync();
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_email_active = true, is_superuser = true"));
        var session = await alice.LogInAsync(server);

        var recovery = await TestCode.RecoveryAsync(session);
        var made = await mails.NextAsync();
        Assert.Contains("To: alice@example.com", made, StringComparison.Ordinal);
        Assert.Contains("created a recovery code for alice@example.com.", made, StringComparison.Ordinal);
        Assert.Contains(
            "Time: 23 November 2026, 20:12 (Europe/Berlin)\r\nIP address: 127.0.0.1", made, StringComparison.Ordinal);

        var emergency = await TestCode.EmergencyAsync(session, delay: 3600);
        Assert.Contains("created the emergency code 'for Bob' for alice@example.com", await mails.NextAsync(), StringComparison.Ordinal);

        (await emergency.BeginAsync(server, "/emergency-login/")).ShouldSucceed();
        var armed = await mails.NextAsync();
        Assert.Contains("Somebody used the emergency code 'for Bob' of alice@example.com", armed, StringComparison.Ordinal);
        Assert.Contains(
            "They can read and change your secrets from 23 November 2026, 21:12 (Europe/Berlin).", armed, StringComparison.Ordinal);
        Assert.Contains(
            "delete the code, with psonoci vault emergency-code delete or at https://vault.example.com", armed, StringComparison.Ordinal);
        (await emergency.BeginAsync(server, "/emergency-login/")).ShouldSucceed();

        (await session.DeleteAsync("/admin/emergency-code/", $$"""{"emergency_code_id":"{{emergency.Id}}"}""")).ShouldSucceed();
        Assert.Contains(
            "An administrator deleted the emergency code 'for Bob' of alice@example.com", await mails.NextAsync(),
            StringComparison.Ordinal);

        (await TestReset.RunAsync(server, recovery, TestUser.Hex(64))).ShouldSucceed();
        Assert.Contains(
            "set a new password for alice@example.com with the recovery code.", await mails.NextAsync(), StringComparison.Ordinal);
        Assert.True(mails.IsEmpty);
    }
}
