using System.Net;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Authentication;
using Psono.Server.Tests.DeviceCodes;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.SecondFactors;

namespace Psono.Server.Tests.Recovery;

public sealed class PasswordResetTests
{
    private const string Wrong = "USERNAME_OR_RECOVERY_CODE_INCORRECT";

    [Theory, BothDatabases]
    public async Task A_reset_sets_the_new_password_and_ends_every_session(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var code = await TestCode.RecoveryAsync(session);
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set require_password_change = true"));
        var authkey = TestUser.Hex(64);

        (await TestReset.RunAsync(server, code, authkey)).ShouldBe(HttpStatusCode.OK, "{}");

        Assert.Equal(HttpStatusCode.Unauthorized, (await session.GetAsync("/user/status/")).Status);
        session.User.Authkey = authkey;
        var after = await session.User.LogInAsync(server);
        (await after.GetAsync("/datastore/")).ShouldSucceed();
        Assert.Equal(1, await CountAsync(server, "select count(*) from old_credentials"));

        // It goes on working, as in the reference.
        (await TestReset.RunAsync(server, code, TestUser.Hex(64))).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task A_reset_ends_what_a_device_was_promised_and_leaves_two_step_login_on(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var code = await TestCode.RecoveryAsync(session);
        await TestTotp.AddAsync(server, session);
        var device = await TestDevice.AskAsync(server);
        (await device.ClaimAsync(session)).ShouldSucceed();
        var authkey = TestUser.Hex(64);

        (await TestReset.RunAsync(server, code, authkey)).ShouldSucceed();

        (await device.PollAsync()).ShouldRefuse("DEVICE_CODE_NOT_FOUND");
        session.User.Authkey = authkey;
        var login = await session.User.StartLoginAsync(server);
        Assert.Equal("""["google_authenticator_2fa"]""", login.Login["required_multifactors"]!.ToJsonString());
    }

    [Fact]
    public async Task The_password_that_has_to_be_changed_is_no_other_when_it_is_set_once_more()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");
        var code = await TestCode.RecoveryAsync(session);
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set require_password_change = true"));

        (await TestReset.RunAsync(server, code, session.User.Authkey)).ShouldSucceed();

        var login = await session.User.LogInAsync(server);
        Assert.Equal(HttpStatusCode.Forbidden, (await login.GetAsync("/datastore/")).Status);
    }

    [Theory, BothDatabases]
    public async Task A_verifier_is_good_once_and_for_ten_minutes(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var code = await TestCode.RecoveryAsync(await server.RegisterAndLogInAsync("alice"));
        var begun = await code.BeginAsync(server, TestReset.Path);
        var update = TestReset.Update(code.User, TestUser.Hex(64)).ToJsonString();
        var again = TestReset.Update(code.User, TestUser.Hex(64)).ToJsonString();

        (await code.FinishAsync(server, TestReset.Path, begun, update)).ShouldSucceed();
        (await code.FinishAsync(server, TestReset.Path, begun, again)).ShouldRefuse("VALIDATOR_EXPIRED");

        begun = await code.BeginAsync(server, TestReset.Path);
        server.Clock.Advance(TimeSpan.FromSeconds(600));
        (await code.FinishAsync(server, TestReset.Path, begun, again)).ShouldRefuse("VALIDATOR_EXPIRED");
    }

    [Theory, BothDatabases]
    public async Task Of_two_resets_at_the_same_moment_one_succeeds(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var code = await TestCode.RecoveryAsync(await server.RegisterAndLogInAsync("alice"));
        var begun = await code.BeginAsync(server, TestReset.Path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => code.FinishAsync(
            server, TestReset.Path, begun, TestReset.Update(code.User, TestUser.Hex(64)).ToJsonString())));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(1, await CountAsync(server, "select count(*) from old_credentials"));
    }

    [Fact]
    public async Task Who_has_not_opened_the_private_key_changes_nothing()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");
        var code = await TestCode.RecoveryAsync(session);
        var begun = await code.BeginAsync(server, TestReset.Path);
        var update = TestReset.Update(code.User, TestUser.Hex(64));
        const string Failed = """{"message":"Validation failed"}""";

        using var other = SecretKey.Generate();
        (await code.FinishAsync(server, TestReset.Path, begun, update.ToJsonString(), other)).ShouldBe(HttpStatusCode.Forbidden, Failed);
        (await code.FinishAsync(server, TestReset.Path, begun, "[]")).ShouldBe(HttpStatusCode.Forbidden, Failed);
        update["authkey"] = "00";
        (await code.FinishAsync(server, TestReset.Path, begun, update.ToJsonString())).ShouldBe(HttpStatusCode.Forbidden, Failed);
        (await code.FinishAsync(
            server, TestReset.Path, begun, TestReset.Update(code.User, TestUser.Hex(64)).ToJsonString(),
            besides: new JsonObject { ["hashing_algorithm"] = "scrypt" })).ShouldRefuse("INVALID_HASHING_PARAMETER");
        (await session.GetAsync("/user/status/")).ShouldSucceed();
        await session.User.LogInAsync(server);
    }

    [Fact]
    public async Task Parameters_of_the_hash_may_change_and_last_passwords_are_refused()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--disable-last-passwords", "1");
        var session = await server.RegisterAndLogInAsync("alice");
        var code = await TestCode.RecoveryAsync(session);

        (await TestReset.RunAsync(server, code, session.User.Authkey)).ShouldRefuse("CANNOT_REUSE_OLD_PASSWORD");
        var begun = await code.BeginAsync(server, TestReset.Path);
        (await code.FinishAsync(
            server, TestReset.Path, begun, TestReset.Update(code.User, TestUser.Hex(64)).ToJsonString(),
            besides: new JsonObject
            {
                ["hashing_algorithm"] = "scrypt",
                ["hashing_parameters"] = new JsonObject { ["u"] = 15, ["r"] = 8, ["p"] = 1, ["l"] = 64 },
            })).ShouldSucceed();

        var prelogin = await server.PostAsync("/authentication/prelogin/", """{"username":"alice@example.com"}""");
        Assert.Equal("15", prelogin.Json.GetProperty("hashing_parameters").GetProperty("u").ToString());
    }

    [Fact]
    public async Task A_server_may_forbid_it_and_says_so()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--allow-lost-password", "false");
        var code = await TestCode.RecoveryAsync(await server.RegisterAndLogInAsync("alice"));

        (await code.BeginAsync(server, TestReset.Path)).ShouldRefuse("PASSWORD_RESET_HAS_BEEN_DISABLED");
        (await server.SendAsync(HttpMethod.Put, "/password/", "{}")).ShouldRefuse("PASSWORD_RESET_HAS_BEEN_DISABLED");
        Assert.Contains(
            "\"compliance_disable_recovery_codes\":true", (await server.GetAsync("/info/"))["info"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_account_has_no_code()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var code = await TestCode.RecoveryAsync(await server.RegisterAndLogInAsync("alice"));
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_active = false"));

        (await code.BeginAsync(server, TestReset.Path)).ShouldRefuse(Wrong);
    }

    [Fact]
    public async Task Whether_there_is_an_account_or_a_code_shows_neither_in_the_answer_nor_in_the_work()
    {
        var rounds = 0;
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, null, [],
            new AuthkeyHasher(TestServer.HashRounds, (authkey, salt, count) =>
            {
                rounds += count;
                return AuthkeyHasher.Pbkdf2(authkey, salt, count);
            }));
        var code = await TestCode.RecoveryAsync(await server.RegisterAndLogInAsync("alice"));
        var without = await TestUser.RegisterAsync(server, "bob");
        foreach (var user in (TestUser[])[code.User, without, new TestUser { Username = "nobody@example.com" }])
        {
            rounds = 0;
            (await new TestCode(user).BeginAsync(server, TestReset.Path)).ShouldRefuse(Wrong);
            Assert.Equal(TestServer.HashRounds, rounds);
        }
    }

    [Theory, BothDatabases]
    public async Task Wrong_codes_are_limited_as_passwords_are_and_right_ones_cost_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.StartNodesAsync(
            kind, "--num-proxies", "1", "--throttling", "true", "--throttle-rate-login-failure", "2/day",
            "--throttle-rate-registration", "1000/second");
        var code = await TestCode.RecoveryAsync(await server.RegisterAndLogInAsync("alice"));
        for (var i = 0; i < 5; i++)
            (await code.BeginAsync(server, TestReset.Path, "192.0.2.1")).ShouldSucceed();

        for (var i = 0; i < 2; i++)
            (await new TestCode(code.User).BeginAsync(server, TestReset.Path, "192.0.2.1")).ShouldRefuse(Wrong);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await code.BeginAsync(server, TestReset.Path, "192.0.2.1")).Status);
        (await code.BeginAsync(server, TestReset.Path, "198.51.100.1")).ShouldSucceed();

        var nobody = new TestCode(new TestUser { Username = "nobody@example.com" });
        for (var i = 0; i < 2; i++)
            (await nobody.BeginAsync(server, TestReset.Path, "192.0.2.1")).ShouldRefuse(Wrong);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await nobody.BeginAsync(server, TestReset.Path, "192.0.2.1")).Status);
    }

    private static Task<long> CountAsync(TestServer server, string sql) =>
        server.State.Database.ReadAsync(db => db.FirstAsync(sql, row => row.GetInt64(0)));
}
