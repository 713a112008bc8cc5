using System.Net;
using System.Text.RegularExpressions;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Users;

public sealed partial class UnregistrationTests
{
    private const string Incorrect = "UNREGISTRATION_CODE_INCORRECT";

    [Theory, BothDatabases]
    public async Task A_link_in_a_mail_deletes_the_account(DatabaseKind kind)
    {
        await using var mails = new TestMailServer();
        await using var server = await StartAsync(kind, mails);
        await TestUser.RegisterAsync(server, "alice");
        await TestUser.RegisterAsync(server, "bob");
        await mails.NextAsync();
        await mails.NextAsync();

        (await AskAsync(server, """{"email":"Alice@example.com","username":""}""")).ShouldBe(HttpStatusCode.Created, "{}");
        var mail = await mails.NextAsync();
        Assert.Contains("To: alice@example.com", mail, StringComparison.Ordinal);
        var code = Code.Match(mail).Groups["code"].Value;
        (await ConfirmAsync(server, code)).ShouldBe(HttpStatusCode.OK, "{}");

        Assert.Equal("bob@example.com", await server.State.Database.ReadAsync(
            db => db.FirstAsync("select username from users", row => row.GetString(0))));
        (await ConfirmAsync(server, code)).ShouldRefuse(Incorrect);

        // And not the account that has this address then.
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        await TestUser.RegisterAsync(server, "alice");
        (await ConfirmAsync(server, code)).ShouldRefuse(Incorrect);
    }

    [Theory, BothDatabases]
    public async Task Who_asks_does_not_learn_whether_there_is_such_an_account_and_fills_no_mailbox(DatabaseKind kind)
    {
        await using var mails = new TestMailServer();
        await using var server = await StartAsync(
            kind, mails, "--throttling", "true", "--throttle-rate-registration", "1000/second");
        foreach (var name in (string[])["alice", "bob"])
        {
            await TestUser.RegisterAsync(server, name);
            await mails.NextAsync();
        }

        (await AskAsync(server, """{"username":"nobody@example.com"}""")).ShouldBe(HttpStatusCode.Created, "{}");
        for (var i = 0; i < 5; i++)
            (await AskAsync(server, """{"username":"alice@example.com"}""")).ShouldBe(HttpStatusCode.Created, "{}");
        for (var i = 0; i < 3; i++)
            await mails.NextAsync();

        Assert.True(mails.IsEmpty);
        mails.Refuses = true;
        (await AskAsync(server, """{"username":"bob@example.com"}""")).ShouldBe(HttpStatusCode.Created, "{}");
    }

    [Fact]
    public async Task A_disabled_account_is_kept()
    {
        await using var mails = new TestMailServer();
        await using var server = await StartAsync(DatabaseKind.Sqlite, mails);
        await TestUser.RegisterAsync(server, "alice");
        await mails.NextAsync();
        (await AskAsync(server, """{"username":"alice@example.com"}""")).ShouldSucceed();
        var code = Code.Match(await mails.NextAsync()).Groups["code"].Value;
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_active = false"));

        (await AskAsync(server, """{"username":"alice@example.com"}""")).ShouldBe(HttpStatusCode.Created, "{}");
        (await ConfirmAsync(server, code)).ShouldRefuse(Incorrect);

        Assert.True(mails.IsEmpty);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        await using var mails = new TestMailServer();
        await using var server = await StartAsync(DatabaseKind.Sqlite, mails);
        await using var withoutMail = await TestServer.StartAsync(DatabaseKind.Sqlite);

        (await AskAsync(withoutMail, """{"username":"alice@example.com"}""")).ShouldRefuse("UNREGISTRATION_HAS_BEEN_DISABLED");
        (await AskAsync(server, "{}")).ShouldRefuse("EITHER_USERNAME_OR_EMAIL_NEED_TO_BE_DEFINED");
        (await AskAsync(server, """{"username":"a@example.com","email":"a@example.com"}"""))
            .ShouldRefuse("EITHER_USERNAME_OR_EMAIL_NEED_TO_BE_DEFINED_NOT_BOTH");
        (await AskAsync(server, """{"username":"alice","email":""}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"username":["INVALID_USERNAME_FORMAT"]}""");
        (await ConfirmAsync(server, "00")).ShouldRefuse(Incorrect);
        // A code of another kind, sealed by the same server.
        (await ConfirmAsync(server, server.State.Cipher.Seal("1790000000#alice@example.com"))).ShouldRefuse(Incorrect);
    }

    private static Task<TestServer> StartAsync(DatabaseKind kind, TestMailServer mails, params string[] arguments) =>
        TestServer.StartNodesAsync(kind, [.. mails.Arguments, "--web-client-url", "https://vault.example.com", .. arguments]);

    private static Task<TestAnswer> AskAsync(TestServer server, string json) => server.PostAsync("/authentication/unregister/", json);

    private static Task<TestAnswer> ConfirmAsync(TestServer server, string code) =>
        server.SendAsync(HttpMethod.Put, "/authentication/unregister/", $$"""{"unregister_code":"{{code}}"}""");

    [GeneratedRegex("https://vault\\.example\\.com/delete-user-confirm\\.html#!/unregistration-code/(?<code>[0-9a-f]+)")]
    private static partial Regex Code { get; }
}
