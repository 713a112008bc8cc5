using System.Net;
using System.Text.RegularExpressions;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Users;

public sealed partial class VerifyEmailTests
{
    [Theory, BothDatabases]
    public async Task An_account_is_usable_once_its_address_is_confirmed(DatabaseKind kind)
    {
        await using var mails = new TestMailServer();
        await using var server = await TestServer.StartAsync(kind, [.. mails.Arguments, "--web-client-url", "https://vault.example.com/"]);
        var user = await TestUser.RegisterAsync(server, "alice");
        var mail = await mails.NextAsync();
        Assert.Contains("To: alice@example.com", mail, StringComparison.Ordinal);
        var code = Link().Match(mail).Groups[1].Value;

        await Assert.ThrowsAnyAsync<Exception>(() => user.LogInAsync(server));
        (await VerifyAsync(server, code[..^1] + (code[^1] == '0' ? '1' : '0'))).ShouldRefuse("ACTIVATION_CODE_INCORRECT");
        (await VerifyAsync(server, code)).ShouldBe(HttpStatusCode.OK, """{"success":"Successfully activated."}""");
        (await VerifyAsync(server, code)).ShouldRefuse("ACTIVATION_CODE_INCORRECT");
        await user.LogInAsync(server);

        Assert.Contains("logged in as alice@example.com", await mails.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_valid_for_some_time_only()
    {
        await using var mails = new TestMailServer();
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, [.. mails.Arguments, "--activation-link-time-valid", "3600"]);
        await TestUser.RegisterAsync(server, "alice");
        var code = Link().Match(await mails.NextAsync()).Groups[1].Value;

        server.Clock.Advance(TimeSpan.FromSeconds(3600));

        (await VerifyAsync(server, code)).ShouldRefuse("ACTIVATION_CODE_INCORRECT");
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("00")]
    public async Task What_is_no_code_is_refused(string code)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        Assert.Equal(HttpStatusCode.BadRequest, (await VerifyAsync(server, code)).Status);
    }

    [Theory, BothDatabases]
    public async Task An_account_whose_mail_cannot_be_sent_is_not_made(DatabaseKind kind)
    {
        await using var mails = new TestMailServer { Refuses = true };
        await using var server = await TestServer.StartAsync(kind, mails.Arguments);
        var body = new TestUser { Username = "alice@example.com" }.RegisterBody().ToJsonString();

        (await server.PostAsync("/authentication/register/", body)).ShouldRefuse("REGISTRATION_EMAIL_DELIVERY_FAILED");

        mails.Refuses = false;
        (await server.PostAsync("/authentication/register/", body)).ShouldSucceed();
    }

    [Fact]
    public async Task A_login_does_not_wait_for_the_mail_about_it()
    {
        await using var mails = new TestMailServer();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, mails.Arguments);
        var user = await TestUser.RegisterAsync(server, "alice");
        await VerifyAsync(server, Link().Match(await mails.NextAsync()).Groups[1].Value);
        mails.Refuses = true;

        await user.LogInAsync(server);

        Assert.True(mails.IsEmpty);
    }

    private static Task<TestAnswer> VerifyAsync(TestServer server, string code) =>
        server.PostAsync("/authentication/verify-email/", $$"""{"activation_code":"{{code}}"}""");

    [GeneratedRegex(@"/activate\.html#!/activation-code/([0-9a-f]+)")]
    private static partial Regex Link();
}
