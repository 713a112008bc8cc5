using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Operations;

namespace Psono.Server.Tests.Invitations;

public sealed partial class InvitationTests
{
    private const string NotValid = """{"custom":["INVITATION_NOT_VALID"]}""";

    [Theory, BothDatabases]
    public async Task An_invitation_lets_one_person_register_on_a_closed_server(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var answer = await server.AskAsync("user", "invite", "Bob@example.com");
        var code = Link().Match(answer.Output).Groups[1].Value;
        Assert.Equal($"https://vault.example.com/register#invitation={code}\n", answer.Output);
        Assert.Equal("bob@example.com can register with this link until 2026-11-30 19:12Z", answer.Note);
        (await server.PostAsync("/invitation/", $$"""{"code":"{{code}}"}""")).ShouldBe(HttpStatusCode.OK, """
            {"username":"bob@example.com","email":"bob@example.com","valid_till":"2026-11-30T19:12:46.181998+00:00"}
            """);

        (await RegisterAsync(server, "bob", null)).ShouldBe(HttpStatusCode.BadRequest, """{"custom":["REGISTRATION_HAS_BEEN_DISABLED"]}""");
        (await RegisterAsync(server, "eve", code)).ShouldBe(
            HttpStatusCode.BadRequest, """{"username":["INVITATION_FOR_ANOTHER_USERNAME"]}""");
        (await RegisterAsync(server, "bob", code[..^1])).ShouldBe(HttpStatusCode.BadRequest, NotValid);
        (await RegisterAsync(server, "bob", code)).ShouldSucceed();

        Assert.Equal(["bob@example.com is_active is_email_active"], await server.AccountsAsync());
        Assert.Empty((await server.AskJsonAsync("invitation", "list")).EnumerateArray());
        await server.AskAsync("user", "delete", "bob@example.com");
        (await RegisterAsync(server, "bob", code)).ShouldBe(HttpStatusCode.BadRequest, NotValid);
        (await server.PostAsync("/invitation/", $$"""{"code":"{{code}}"}""")).ShouldBe(HttpStatusCode.BadRequest, NotValid);
    }

    [Theory, BothDatabases]
    public async Task It_ends_is_taken_back_and_is_replaced_by_a_newer_one(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var first = await InviteAsync(server, "bob");
        var second = await InviteAsync(server, "bob", "--expires", "2h");
        (await RegisterAsync(server, "bob", first)).ShouldBe(HttpStatusCode.BadRequest, NotValid);
        server.Clock.Advance(TimeSpan.FromHours(2));
        (await RegisterAsync(server, "bob", second)).ShouldBe(HttpStatusCode.BadRequest, NotValid);
        Assert.Equal("", (await server.AskAsync("invitation", "list")).Output);

        var third = await InviteAsync(server, "bob");
        Assert.Equal(
            """
            USER NAME        ROLE  INVITED BY    CREATED            UNTIL
            bob@example.com  user  psono-server  2026-11-23 21:12Z  2026-11-30 21:12Z

            """,
            (await server.AskAsync("invitation", "list")).Output);
        Assert.Equal("Revoked the invitation of bob@example.com", (await server.AskAsync("invitation", "revoke", "bob@example.com")).Note);
        (await RegisterAsync(server, "bob", third)).ShouldBe(HttpStatusCode.BadRequest, NotValid);
        (await server.AskAsync("invitation", "revoke", "bob@example.com")).ShouldFail(
            1, "there is no invitation for 'bob@example.com': psono-server invitation list shows all");
        Assert.Empty(await server.AccountsAsync());
    }

    [Theory, BothDatabases]
    public async Task Of_many_who_have_the_link_one_registers(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var code = await InviteAsync(server, "bob");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RegisterAsync(server, "bob", code)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Single(await server.AccountsAsync());
    }

    [Theory, BothDatabases]
    public async Task Whoever_is_invited_may_be_called_what_strangers_may_not_and_be_an_administrator(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind, "--allowed-domains", "example.org", "--registration-email-filter", "example.org");
        var code = await InviteAsync(server, "admin", "--admin");

        (await RegisterAsync(server, "admin", code)).ShouldSucceed();

        Assert.Equal(["admin@example.com is_active is_email_active is_administrator"], await server.AccountsAsync());
    }

    [Theory, BothDatabases]
    public async Task Who_has_an_account_is_not_invited_and_who_registers_needs_no_invitation_any_more(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await TestUser.RegisterAsync(server, "alice");
        (await server.AskAsync("user", "invite", "alice@example.com")).ShouldFail(1, "alice@example.com already has an account");
        (await server.AskAsync("user", "invite", "bob@example.com", "--email", "alice@example.com")).ShouldFail(
            1, "bob@example.com or alice@example.com already has an account");

        await InviteAsync(server, "bob");
        await TestUser.RegisterAsync(server, "bob");
        Assert.Equal("", (await server.AskAsync("invitation", "list")).Output);
    }

    [Theory, BothDatabases]
    public async Task Who_got_the_link_by_mail_has_shown_that_the_address_is_his(DatabaseKind kind)
    {
        await using var mails = new TestMailServer();
        await using var server = await StartAsync(kind, mails.Arguments);
        var answer = await server.AskAsync("user", "invite", "bob@example.com", "--mail");
        Assert.StartsWith("Sent to bob@example.com. ", answer.Note, StringComparison.Ordinal);
        var mail = await mails.NextAsync();
        Assert.Contains("To: bob@example.com", mail, StringComparison.Ordinal);
        var code = Link().Match(mail).Groups[1].Value;

        (await RegisterAsync(server, "bob", code)).ShouldSucceed();
        Assert.Equal(["bob@example.com is_active is_email_active"], await server.AccountsAsync());
        Assert.True(mails.IsEmpty);

        await server.AskAsync("user", "invite", "carol@example.com", "--mail");
        code = Link().Match(await mails.NextAsync()).Groups[1].Value;
        (await RegisterAsync(server, "carol", code, body => body["email"] = "other@example.com")).ShouldSucceed();
        Assert.Contains("To: other@example.com", await mails.NextAsync(), StringComparison.Ordinal);
        (await RegisterAsync(server, "dave", await InviteAsync(server, "dave"))).ShouldSucceed();
        Assert.Contains("To: dave@example.com", await mails.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(
            ["bob@example.com is_active is_email_active", "carol@example.com is_active", "dave@example.com is_active"],
            await server.AccountsAsync());
    }

    [Theory, BothDatabases]
    public async Task A_mail_server_that_refuses_leaves_nothing_behind_and_takes_no_invitation_away(DatabaseKind kind)
    {
        await using var mails = new TestMailServer();
        await using var server = await StartAsync(kind, mails.Arguments);
        var code = await InviteAsync(server, "bob");
        mails.Refuses = true;
        (await RegisterAsync(server, "bob", code)).ShouldRefuse("REGISTRATION_EMAIL_DELIVERY_FAILED");
        (await server.AskAsync("user", "invite", "carol@example.com", "--mail")).ShouldFail(
            1, "nobody was invited: the mail server refused the recipient (550): 550 no such mailbox");
        Assert.Single((await server.AskJsonAsync("invitation", "list")).EnumerateArray());

        mails.Refuses = false;
        (await RegisterAsync(server, "bob", code)).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task A_stranger_whose_mail_fails_takes_no_invitation_away(DatabaseKind kind)
    {
        await using var mails = new TestMailServer();
        await using var server = await TestServer.StartAsync(kind, mails.Arguments);
        var code = await InviteAsync(server, "bob");
        mails.Refuses = true;
        (await RegisterAsync(server, "bob", null, body => body["email"] = "x@example.com")).ShouldRefuse(
            "REGISTRATION_EMAIL_DELIVERY_FAILED");
        (await server.AskAsync("user", "invite", "bob@example.com", "--mail")).ShouldFail(
            1, "nobody was invited: the mail server refused the recipient (550): 550 no such mailbox");

        mails.Refuses = false;
        (await RegisterAsync(server, "bob", code)).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task The_database_does_not_have_what_proves_an_invitation(DatabaseKind kind)
    {
        await using var server = await StartAsync(kind);
        var code = await InviteAsync(server, "bob");

        var rows = await server.State.Database.ReadAsync(db => db.QueryAsync(
            "select id, username, email, code_hash from invitations", row => $"{row.GetValue(0)} {row.GetString(2)} {row.GetString(3)}"));

        Assert.DoesNotContain(code, Assert.Single(rows), StringComparison.Ordinal);
        Assert.DoesNotContain("bob", rows[0], StringComparison.Ordinal);
    }

    private static Task<TestServer> StartAsync(DatabaseKind kind, params string[] arguments) => TestServer.StartAsync(
        kind, ["--allow-registration", "false", "--web-client-url", "https://vault.example.com", .. arguments]);

    private static async Task<string> InviteAsync(TestServer server, string name, params string[] options)
    {
        var answer = await server.AskAsync(["user", "invite", $"{name}@example.com", .. options]);
        Assert.True(answer.Code == 0, answer.Note);
        return Link().Match(answer.Output).Groups[1].Value;
    }

    private static Task<TestAnswer> RegisterAsync(TestServer server, string name, string? code, Action<JsonObject>? change = null)
    {
        var body = new TestUser { Username = $"{name}@example.com" }.RegisterBody();
        if (code is not null)
            body["psono_net"] = new JsonObject { ["invitation"] = code };
        change?.Invoke(body);
        return server.PostAsync("/authentication/register/", body.ToJsonString());
    }

    [GeneratedRegex("#invitation=([1-9A-Za-z]{40,44})")]
    private static partial Regex Link();
}
