using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Authentication;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Sessions;

public sealed class LoginTests
{
    private const string Wrong = "USERNAME_OR_PASSWORD_WRONG";

    [Theory, BothDatabases]
    public async Task Prelogin_answers_the_same_for_everybody(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await TestUser.RegisterAsync(server, "alice");
        const string Default = """{"hashing_parameters":{"u":14,"r":8,"p":1,"l":64},"hashing_algorithm":"scrypt"}""";

        (await server.PostAsync("/authentication/prelogin/", """{"username":"Alice@Example.com"}""")).ShouldBe(HttpStatusCode.OK, Default);
        (await server.PostAsync("/authentication/prelogin/", """{"username":"nobody@example.com"}""")).ShouldBe(HttpStatusCode.OK, Default);
        (await server.PostAsync("/authentication/prelogin/", """{"username":"alice"}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"username":["INVALID_USERNAME_FORMAT"]}""");
    }

    [Theory, BothDatabases]
    public async Task Prelogin_knows_the_parameters_of_an_account(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var body = new TestUser { Username = "alice@example.com" }.RegisterBody();
        body["hashing_parameters"]!["u"] = 16;
        (await server.PostAsync("/authentication/register/", body.ToJsonString())).ShouldSucceed();

        (await server.PostAsync("/authentication/prelogin/", """{"username":"alice@example.com"}""")).ShouldBe(
            HttpStatusCode.OK, """{"hashing_parameters":{"u":16,"r":8,"p":1,"l":64},"hashing_algorithm":"scrypt"}""");
    }

    [Theory, BothDatabases]
    public async Task A_login_gives_what_the_client_needs(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var user = await TestUser.RegisterAsync(server, "alice");

        var session = await user.StartLoginAsync(server, duration: 3600);

        string[] members =
        [
            "token", "session_key", "session_valid_till", "required_multifactors", "session_public_key", "session_secret_key",
            "session_secret_key_nonce", "user_validator", "user_validator_nonce", "user",
        ];
        Assert.Equal(members.Order(), session.Login.Select(member => member.Key).Order());
        Assert.Matches("^[0-9a-f]{128}$", session.Token);
        Assert.Equal("2026-11-23T20:12:46.181998+00:00", session.Login["session_valid_till"]!.GetValue<string>());
        Assert.Empty(session.Login["required_multifactors"]!.AsArray());
        var described = session.Login["user"]!;
        Assert.Equal("alice@example.com", described["username"]!.GetValue<string>());
        Assert.Equal("en", described["language"]!.GetValue<string>());
        Assert.Equal("AUTHKEY", described["authentication"]!.GetValue<string>());
        Assert.Equal("""{"u":14,"r":8,"p":1,"l":64}""", described["hashing_parameters"]!.ToJsonString());
        Assert.False(described["require_password_change"]!.GetValue<bool>());
        using var privateKey = SecretBox.OpenKey(
            user.PasswordKey, described["private_key"]!.GetValue<string>(), described["private_key_nonce"]!.GetValue<string>());
        Assert.Equal(user.PrivateKey.ToHex(), privateKey!.ToHex());
    }

    [Theory, BothDatabases]
    public async Task Activation_gives_the_rest(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--trusted-country-header", "HTTP_CF_IPCOUNTRY");
        var user = await TestUser.RegisterAsync(server, "alice");
        var session = await user.StartLoginAsync(server);

        (await session.GetAsync("/authentication/sessions/"))
            .ShouldBe(HttpStatusCode.Unauthorized, """{"detail":"Invalid token or not yet activated."}""");
        (await session.PostAsync("/authentication/logout/", "{}"))
            .ShouldBe(HttpStatusCode.Unauthorized, """{"detail":"Invalid token or not yet activated."}""");
        var activated = await session.ActivateAsync();

        Assert.True(activated.WasSealed);
        var described = activated.Json.GetProperty("user");
        Assert.Equal("alice@example.com", described.GetProperty("email").GetString());
        Assert.Equal("2026-11-23T19:12:46.181998+00:00", described.GetProperty("registration_date").GetString());
        using var secretKey = SecretBox.OpenKey(
            user.PasswordKey, described.GetProperty("secret_key").GetString(), described.GetProperty("secret_key_nonce").GetString());
        Assert.Equal(user.SecretKey.ToHex(), secretKey!.ToHex());
        (await session.ActivateAsync()).ShouldRefuse("TOKEN_INCORRECT");
    }

    [Fact]
    public async Task Activation_needs_the_proof()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var user = await TestUser.RegisterAsync(server, "alice");
        var session = await user.StartLoginAsync(server);
        var other = SecretBox.Seal(session.SecretKey, TestUser.Hex(32));

        foreach (var (text, nonce)
            in ((string, string)[])[(other.Text, other.Nonce), ("zz", "zz"), ("00", "00"), (other.Text, TestUser.Hex(24))])
        {
            (await session.PostAsync(
                "/authentication/activate-token/", $$"""{"verification":"{{text}}","verification_nonce":"{{nonce}}"}""")).ShouldRefuse(
                "VERIFICATION_CODE_INCORRECT");
        }

        (await session.ActivateAsync()).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Wrong_unknown_and_disabled_are_one_answer(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await TestUser.RegisterAsync(server, "alice");
        using var ephemeral = SecretKey.Generate();
        async Task<TestAnswer> LogInAs(string username, string authkey) => await server.PostAsync(
            "/authentication/login/", TestUser.Boxed(server, ephemeral, $$"""{"username":"{{username}}","authkey":"{{authkey}}"}"""));

        (await LogInAs("alice@example.com", TestUser.Hex(64))).ShouldRefuse(Wrong);
        (await LogInAs("nobody@example.com", alice.Authkey)).ShouldRefuse(Wrong);
        Assert.Equal(HttpStatusCode.OK, (await LogInAs("  ALICE@example.com ", alice.Authkey)).Status);
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_email_active = false"));
        (await LogInAs("alice@example.com", TestUser.Hex(64))).ShouldRefuse(Wrong);
        (await LogInAs("alice@example.com", alice.Authkey)).ShouldRefuse("ACCOUNT_NOT_VERIFIED");
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_active = false"));
        (await LogInAs("alice@example.com", alice.Authkey)).ShouldRefuse(Wrong);
    }

    [Fact]
    public async Task Logins_of_clients_that_hung_up_are_not_computed()
    {
        using var gate = new SemaphoreSlim(1);
        var computed = 0;
        var hasher = new AuthkeyHasher(TestServer.HashRounds, (authkey, salt, count) =>
        {
            gate.Wait();
            computed++;
            gate.Release();
            return AuthkeyHasher.Pbkdf2(authkey, salt, count);
        });
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, database: null, [], hasher);
        var alice = await TestUser.RegisterAsync(server, "alice");
        using var ephemeral = SecretKey.Generate();
        using var connection = new CancellationTokenSource();
        using var body = new StringContent(alice.LoginBody(server, ephemeral, null), MediaTypeHeaderValue.Parse("application/json"));
        var running = Math.Max(1, Environment.ProcessorCount / 2);

        await gate.WaitAsync();
        var abandoned = Enumerable.Range(0, 20 + running)
            .Select(_ => server.Http.PostAsync("/server/authentication/login/", body, connection.Token)).ToList();
        await UntilWaitingAsync(20);
        await connection.CancelAsync();
        await UntilWaitingAsync(0);
        gate.Release();

        await alice.LogInAsync(server);
        Assert.Equal(1 + running + 1, computed);

        async Task UntilWaitingAsync(int number)
        {
            var started = Stopwatch.GetTimestamp();
            while (server.Parts.HashQueue.Waiting != number)
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), $"{server.Parts.HashQueue.Waiting} wait");
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task A_session_starts_when_its_login_came_in_however_long_that_took()
    {
        TestServer? server = null;
        var hasher = new AuthkeyHasher(TestServer.HashRounds, (authkey, salt, count) =>
        {
            server!.Clock.Advance(TimeSpan.FromMinutes(1));
            return AuthkeyHasher.Pbkdf2(authkey, salt, count);
        });
        await using var started = server = await TestServer.StartAsync(DatabaseKind.Sqlite, database: null, [], hasher);

        var session = await server.RegisterAndLogInAsync("alice");

        (await session.GetAsync("/datastore/")).ShouldSucceed();
    }

    [Fact]
    public async Task An_unknown_user_costs_as_much_work_as_a_known_one()
    {
        var rounds = new List<int>();
        var hasher = new AuthkeyHasher(TestServer.HashRounds, (authkey, salt, count) =>
        {
            rounds.Add(count);
            return AuthkeyHasher.Pbkdf2(authkey, salt, count);
        });
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, database: null, [], hasher);
        await TestUser.RegisterAsync(server, "alice");
        using var ephemeral = SecretKey.Generate();

        Assert.Equal([TestServer.HashRounds], await RoundsAsync("alice@example.com"));
        Assert.Equal([TestServer.HashRounds], await RoundsAsync("nobody@example.com"));

        async Task<IReadOnlyList<int>> RoundsAsync(string username)
        {
            rounds.Clear();
            var body = TestUser.Boxed(server, ephemeral, $$"""{"username":"{{username}}","authkey":"{{TestUser.Hex(64)}}"}""");
            (await server.PostAsync("/authentication/login/", body)).ShouldRefuse(Wrong);
            return [.. rounds];
        }
    }

    [Theory]
    [InlineData("""{"authkey":"a"}""", """{"non_field_errors":["USERNAME_REQUIRED"]}""")]
    [InlineData("""{"username":"alice@example.com"}""", """{"non_field_errors":["AUTHKEY_REQUIRED"]}""")]
    [InlineData("no json", """{"non_field_errors":["LOGIN_INFO_CANNOT_BE_DECRYPTED"]}""")]
    [InlineData("[]", """{"non_field_errors":["LOGIN_INFO_CANNOT_BE_DECRYPTED"]}""")]
    [InlineData("""{"\ud800aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":1}""",
        """{"non_field_errors":["LOGIN_INFO_CANNOT_BE_DECRYPTED"]}""")]
    public async Task What_is_in_the_box_is_checked(string credentials, string answer)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        using var ephemeral = SecretKey.Generate();

        (await server.PostAsync("/authentication/login/", TestUser.Boxed(server, ephemeral, credentials)))
            .ShouldBe(HttpStatusCode.BadRequest, answer);
    }

    [Fact]
    public async Task What_would_not_fit_is_named()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        using var ephemeral = SecretKey.Generate();
        var credentials = new JsonObject
        {
            ["username"] = "alice@example.com",
            ["authkey"] = "a",
            ["device_fingerprint"] = new string('x', 129),
            ["device_description"] = new string('x', 257),
            ["device_time"] = "now",
        };

        var answer = await server.PostAsync("/authentication/login/", TestUser.Boxed(server, ephemeral, credentials.ToJsonString()));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("Ensure this field has no more than 128 characters.", answer.Json.GetProperty("device_fingerprint")[0].GetString());
        Assert.Equal("Ensure this field has no more than 256 characters.", answer.Json.GetProperty("device_description")[0].GetString());
        Assert.StartsWith("Datetime has wrong format.", answer.Json.GetProperty("device_time")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_box_that_is_not_for_this_server_is_refused()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        const string Undecryptable = "LOGIN_INFO_CANNOT_BE_DECRYPTED";
        string Body(string publicKey, string text = "00", string nonce = "00") =>
            $$"""{"public_key":"{{publicKey}}","login_info":"{{text}}","login_info_nonce":"{{nonce}}"}""";

        (await server.PostAsync("/authentication/login/", Body(new string('z', 64)))).ShouldRefuse(Undecryptable);
        (await server.PostAsync("/authentication/login/", Body(new string('0', 64), TestUser.Hex(50), TestUser.Hex(24))))
            .ShouldRefuse(Undecryptable);
        (await server.PostAsync("/authentication/login/", Body(TestUser.Hex(32), TestUser.Hex(50), TestUser.Hex(24))))
            .ShouldRefuse(Undecryptable);
        (await server.PostAsync("/authentication/login/", Body(TestUser.Hex(31)))).ShouldBe(
            HttpStatusCode.BadRequest, """{"public_key":["Ensure this field has at least 64 characters."]}""");
    }

    [Theory, BothDatabases]
    public async Task The_lifetime_of_a_session_has_bounds(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(
            kind, "--min-web-token-time-valid", "60", "--max-web-token-time-valid", "3600");
        var user = await TestUser.RegisterAsync(server, "alice");

        Assert.StartsWith("2026-11-23T19:13:46", (await user.StartLoginAsync(server, duration: 1)).Login["session_valid_till"]!.ToString(),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "2026-11-23T20:12:46",
            (await user.StartLoginAsync(server, duration: 86400)).Login["session_valid_till"]!.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_login_can_be_made_to_end_the_first()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--allow-multiple-sessions", "false");
        var user = await TestUser.RegisterAsync(server, "alice");
        var first = await user.LogInAsync(server);

        var second = await user.LogInAsync(server);

        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetAsync("/authentication/sessions/")).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/authentication/sessions/")).Status);
    }
}
