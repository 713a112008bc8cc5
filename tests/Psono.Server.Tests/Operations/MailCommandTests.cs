using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Mail;

namespace Psono.Server.Tests.Operations;

public sealed class MailCommandTests
{
    [Fact]
    public async Task A_test_mail_tells_what_the_mail_server_said()
    {
        var mails = await MailServer.SharedAsync();
        await using var server = await StartAsync(
            [.. mails.Arguments("starttls:good:login"), "--email-user", MailServer.User, "--email-password", MailServer.Password]);
        var to = $"alice{Guid.NewGuid():N}@example.com";

        var english = await server.AskAsync("mail", "test", to);
        var french = await server.AskAsync("mail", "test", to, "--language", "fr");

        var took = $"localhost:{mails.Port("starttls:good:login")} (TLS 1.3) took the e-mail to {to}: 2.0.0 Ok: queued as 4C1D2";
        Assert.Equal((0, took, ""), (english.Code, english.Note, english.Output));
        Assert.Equal((0, took), (french.Code, french.Note));
        Assert.Equal("Test e-mail", (await mails.NextAsync(to)).Subject);
        Assert.Equal("E-mail de test", (await mails.NextAsync(to)).Subject);
    }

    [Fact]
    public async Task A_test_mail_that_cannot_be_sent_says_why()
    {
        var mails = await MailServer.SharedAsync();
        await using var server = await StartAsync(mails.Arguments("starttls:good"));
        await using var other = await StartAsync(mails.Arguments("starttls:other"));
        await using var without = await StartAsync();

        (await server.AskAsync("mail", "test", "nobody@example.com")).ShouldFail(
            1, "the mail server refused the recipient (550): 550 5.1.1 <nobody@example.com>: no such mailbox");
        (await server.AskAsync("mail", "test", "alice")).ShouldFail(1, "<address>: 'alice' does not look like alice@example.com");
        (await server.AskAsync("mail", "test", "alice@example.com", "--language", "de")).ShouldFail(
            1, "--language: expected en or fr, not 'de'");
        (await other.AskAsync("mail", "test", "alice@example.com")).ShouldFail(
            1, "the certificate of localhost is not trusted: it is for other.example.com");
        (await without.AskAsync("mail", "test", "alice@example.com")).ShouldFail(1, "no mail server is set up: --email-host");
    }

    private static Task<TestServer> StartAsync(params string[] arguments) => TestServer.StartAsync(DatabaseKind.Sqlite, arguments);
}
