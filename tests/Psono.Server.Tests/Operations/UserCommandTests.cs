using System.Net;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Server.Tests.ApiKeys;
using Psono.Server.Tests.Clients;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.SecondFactors;

namespace Psono.Server.Tests.Operations;

public sealed class UserCommandTests
{
    private const string NoAccount = "there is no account 'bob@example.com': psono-server user list shows all";

    private const string NoTime = "--expires: expected a time such as 30m, 12h or 7d, at most 365d";

    [Theory, BothDatabases]
    public async Task Accounts_are_listed_for_people_and_for_programs(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        Assert.Equal("", (await server.AskAsync("user", "list")).Output);
        var session = await server.RegisterAndLogInAsync("bob");
        await TestUser.RegisterAsync(server, "alice");

        Assert.Equal(
            """
            USER NAME          ROLE  STATE   2FA   LAST LOGIN         SESSIONS  CREATED
            alice@example.com  user  active  none  never              0         2026-11-23 19:12Z
            bob@example.com    user  active  none  2026-11-23 19:12Z  1         2026-11-23 19:12Z

            """,
            (await server.AskAsync("user", "list")).Output);
        var bob = (await server.AskJsonAsync("user", "list"))[1];
        Assert.Equal("bob@example.com", bob.GetProperty("email").GetString());
        Assert.Equal(1, bob.GetProperty("sessions").GetInt32());
        Assert.Equal(server.Clock.GetUtcNow(), bob.GetProperty("last_login").GetDateTimeOffset());
        (await session.GetAsync("/datastore/")).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task An_account_that_was_made_here_works_with_the_password_that_was_printed_once(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var made = await world.Server.AskJsonAsync("user", "create", "Bob@Example.com", "--admin", "--email", "bob@example.org");
        Assert.Equal("bob@example.com", made.GetProperty("username").GetString());
        var password = made.GetProperty("password").GetString()!;
        Assert.True(password.Length >= 20, password);

        Assert.Equal(
            ["alice@example.com is_active is_email_active", "bob@example.com is_active is_email_active is_administrator"],
            await world.Server.AccountsAsync());
        var transport = world.Transport();
        var credentials = new VaultCredentials { Username = "bob@example.com", Password = password };
        var session = await VaultClient.LoginAsync(
            transport, await VaultWorld.IdentityAsync(transport), credentials, world.Server.Clock);
        Assert.Equal("bob@example.org", session.Email);
        await world.Open(session).ListSessionsAsync();
        (await world.Server.AskAsync("user", "create", "bob@example.com")).ShouldFail(1, "bob@example.com already has an account");
        (await world.Server.AskAsync("user", "create", "carol@example.com", "--email", "bob@example.org"))
            .ShouldFail(1, "carol@example.com or bob@example.org already has an account");
    }

    [Theory, BothDatabases]
    public async Task A_password_that_is_given_is_not_printed(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var answer = await server.AskAsync("Geheim-1234", ["user", "create", "bob@example.com", "--password-stdin"]);

        Assert.Equal("Created bob@example.com\n", answer.Output);
        Assert.DoesNotContain("Geheim", answer.ToString(), StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task A_disabled_account_is_out_at_once_everywhere_and_comes_back(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("bob");
        var started = await session.User.StartLoginAsync(server);
        var key = await TestApiKey.CreateAsync(session);
        (await key.InspectAsync(server)).ShouldSucceed();

        Assert.Equal("Disabled bob@example.com", (await server.AskAsync("user", "disable", "BOB@example.com")).Note);

        Assert.Equal(HttpStatusCode.Unauthorized, (await session.GetAsync("/datastore/")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await started.ActivateAsync()).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await key.InspectAsync(server)).Status);
        (await LogInAsync(server, session.User)).ShouldRefuse("USERNAME_OR_PASSWORD_WRONG");
        Assert.Equal(["bob@example.com is_email_active"], await server.AccountsAsync());

        Assert.Equal("Enabled bob@example.com", (await server.AskAsync("user", "enable", "bob@example.com")).Note);
        await session.User.LogInAsync(server);
        (await key.InspectAsync(server)).ShouldSucceed();
        Assert.Equal(HttpStatusCode.Unauthorized, (await session.GetAsync("/datastore/")).Status);
    }

    [Fact]
    public async Task What_one_server_is_told_every_server_of_the_database_knows()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var one = await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, []);
        await using var two = await TestServer.StartAsync(
            DatabaseKind.PostgreSql, schema.ConnectionString, ["--keys-file", one.KeysFile]);
        var session = await two.RegisterAndLogInAsync("bob");
        (await session.GetAsync("/datastore/")).ShouldSucceed();

        await one.AskAsync("user", "disable", "bob@example.com");

        Assert.Equal(HttpStatusCode.Unauthorized, (await session.GetAsync("/datastore/")).Status);
    }

    [Theory, BothDatabases]
    public async Task A_deleted_account_is_gone_with_its_sessions(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("bob");

        Assert.Equal("Deleted bob@example.com", (await server.AskAsync("user", "delete", "bob@example.com")).Note);

        Assert.Equal(HttpStatusCode.Unauthorized, (await session.GetAsync("/datastore/")).Status);
        Assert.Empty(await server.AccountsAsync());
    }

    [Theory, BothDatabases]
    public async Task Administrators_are_made_and_unmade(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await TestUser.RegisterAsync(server, "bob");

        Assert.Equal("bob@example.com is an administrator", (await server.AskAsync("user", "promote", "bob@example.com")).Note);
        Assert.Equal(["bob@example.com is_active is_email_active is_administrator"], await server.AccountsAsync());
        Assert.Equal(
            "bob@example.com is not an administrator any more. No administrator is left: psono-server user promote makes one",
            (await server.AskAsync("user", "demote", "bob@example.com")).Note);
        Assert.Equal(["bob@example.com is_active is_email_active"], await server.AccountsAsync());
    }

    [Theory, BothDatabases]
    public async Task Who_lost_a_phone_logs_in_with_the_password_after_a_reset_and_is_told(DatabaseKind kind)
    {
        await using var mails = new TestMailServer();
        await using var server = await TestServer.StartAsync(kind, [.. mails.Arguments, "--disable-email-new-login", "true"]);
        var user = await TestUser.RegisterAsync(server, "bob");
        await mails.NextAsync();
        await server.AskAsync("user", "verify-email", "bob@example.com");
        await TestTotp.AddAsync(server, await user.LogInAsync(server));
        await mails.NextAsync();
        var factors = (await server.AskJsonAsync("user", "list"))[0].GetProperty("second_factors").EnumerateArray();
        Assert.Equal("google_authenticator", Assert.Single(factors).GetString());
        Assert.Contains("  TOTP  ", (await server.AskAsync("user", "list")).Output, StringComparison.Ordinal);
        (await (await user.StartLoginAsync(server)).ActivateAsync()).ShouldRefuse("GA_CHALLENGE_UNSOLVED");

        Assert.Equal(
            "Two-step login of bob@example.com is reset: the password is enough until they set it up again",
            (await server.AskAsync("user", "reset-2fa", "bob@example.com")).Note);

        await user.LogInAsync(server);
        Assert.Contains(
            "An administrator removed methods from the two-step login of bob@example.com", await mails.NextAsync(),
            StringComparison.Ordinal);
        Assert.Equal("bob@example.com has no two-step login", (await server.AskAsync("user", "reset-2fa", "bob@example.com")).Note);
    }

    [Theory, BothDatabases]
    public async Task An_address_whose_mail_got_lost_is_verified_by_hand(DatabaseKind kind)
    {
        await using var mails = new TestMailServer();
        await using var server = await TestServer.StartAsync(kind, mails.Arguments);
        var user = await TestUser.RegisterAsync(server, "bob");
        (await LogInAsync(server, user)).ShouldRefuse("ACCOUNT_NOT_VERIFIED");

        await server.AskAsync("user", "verify-email", "bob@example.com");

        await user.LogInAsync(server);
    }

    [Theory]
    [InlineData(1, NoAccount, "user", "disable", "bob@example.com")]
    [InlineData(1, NoAccount, "session", "list", "--user", "bob@example.com")]
    [InlineData(1, "<username>: 'bob' does not look like alice@example.com", "user", "create", "bob")]
    [InlineData(1, NoTime, "user", "invite", "bob@example.com", "--expires", "1w")]
    [InlineData(1, NoTime, "user", "invite", "bob@example.com", "--expires", "")]
    [InlineData(1, "--mail needs a mail server: --email-host", "user", "invite", "bob@example.com", "--mail")]
    [InlineData(1, "there is no session with that id: psono-server session list shows all", "session", "end", "x")]
    [InlineData(1, "session end needs one of <id>, --user and --all", "session", "end")]
    [InlineData(2, "<username> is missing: psono-server user delete --help", "user", "delete")]
    [InlineData(2, "unknown command 'lst'; did you mean 'list'?", "user", "lst")]
    [InlineData(2, "unknown option '--jsn'; did you mean '--json'?", "user", "list", "--jsn")]
    [InlineData(2, "too many arguments: psono-server user list [--option value]...", "user", "list", "geheim")]
    [InlineData(2, "--expires needs a value: psono-server user invite --help", "user", "invite", "bob@example.com", "--expires")]
    public async Task What_is_wrong_is_told_in_one_line(int code, string line, params string[] arguments)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        (await server.AskAsync(arguments)).ShouldFail(code, line);
    }

    private static Task<TestAnswer> LogInAsync(TestServer server, TestUser user)
    {
        using var ephemeral = Protocol.Cryptography.SecretKey.Generate();
        return server.PostAsync("/authentication/login/", user.LoginBody(server, ephemeral, fingerprint: null));
    }
}
