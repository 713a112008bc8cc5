using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.SecondFactors;

public sealed class FactorNoticeTests
{
    [Fact]
    public async Task Owners_are_told_by_mail_what_happens_to_their_factors()
    {
        await using var mails = new TestMailServer();
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite,
            [
                .. mails.Arguments, "--disable-email-new-login", "true", "--web-client-url", "https://vault.example.com",
                "--throttling", "true",
            ]);
        var alice = await TestUser.RegisterAsync(server, "alice");
        await mails.NextAsync();
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_email_active = true"));
        var session = await alice.LogInAsync(server);

        var totp = await TestTotp.AddAsync(server, session);

        var added = await mails.NextAsync();
        Assert.Contains("To: alice@example.com", added, StringComparison.Ordinal);
        Assert.Contains(
            "Somebody, probably you, added a method to the two-step login of alice@example.com.", added, StringComparison.Ordinal);
        Assert.Contains("Method: authenticator app\r\nTime: 23 November 2026, 20:12 (Europe/Berlin)\r\n", added, StringComparison.Ordinal);
        Assert.Contains("https://vault.example.com", added, StringComparison.Ordinal);
        for (var i = 0; i < 22; i++)
        {
            await TestTotp.VerifyAsync(session, totp.WrongCode(server));
            server.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Contains("many incorrect verification codes for alice@example.com", await mails.NextAsync(), StringComparison.Ordinal);
        (await totp.DeleteAsync(session)).ShouldSucceed();
        Assert.Contains(
            "removed a method from the two-step login of alice@example.com", await mails.NextAsync(), StringComparison.Ordinal);
        Assert.True(mails.IsEmpty);
    }
}
