using System.Net;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.ApiKeys;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.ApiKeys;

public sealed class ApiKeyLoginTests
{
    [Theory, BothDatabases]
    public async Task A_key_logs_in_by_its_signature_and_gets_the_owners_keys_sealed_for_it(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice, write: true, restricted: false);
        var login = new TestKeyLogin(key);
        var result = login.Open(server, await login.SendAsync(server));

        Assert.Equal("2026-11-23T19:22:46.181998+00:00", (string?)result["session_valid_till"]);
        Assert.Equal(
            (false, false, true, true),
            ((bool)result["api_key_restrict_to_secrets"]!, (bool)result["api_key_allow_insecure_access"]!, (bool)result["api_key_read"]!,
                (bool)result["api_key_write"]!));
        var user = result["user"]!;
        Assert.Equal(alice.User.Username, (string?)user["username"]);
        Assert.Equal(PublicKey.Of(alice.User.PrivateKey).ToHex(), (string?)user["public_key"]);
        using var privateKey = SecretBox.OpenKey(key.Key, (string?)user["private_key"], (string?)user["private_key_nonce"]);
        using var secretKey = SecretBox.OpenKey(key.Key, (string?)user["secret_key"], (string?)user["secret_key_nonce"]);
        Assert.Equal(alice.User.PrivateKey.ToHex(), privateKey!.ToHex());
        Assert.Equal(alice.User.SecretKey.ToHex(), secretKey!.ToHex());

        var session = new TestSession(server, alice.User, result, fingerprint: null);
        (await session.GetAsync("/datastore/")).ShouldBe(HttpStatusCode.OK, """{"datastores":[]}""");
    }

    [Theory, BothDatabases]
    public async Task A_restricted_key_gets_no_keys_of_its_owner(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var login = new TestKeyLogin(await TestApiKey.CreateAsync(alice));
        var user = login.Open(server, await login.SendAsync(server))["user"]!.AsObject();
        Assert.Equal(["username", "public_key"], user.Select(member => member.Key));
    }

    [Theory, BothDatabases]
    public async Task What_is_wrong_with_a_login_is_told_in_the_words_of_the_protocol(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        using var stranger = SecretKey.Generate();
        Task<TestAnswer> SendAsync(string body) => server.PostAsync("/api-key/login/", body);

        (await SendAsync(TestKeyLogin.Body("no json", key.PrivateKey))).ShouldRefuse("Login info no valid json");
        (await SendAsync(TestKeyLogin.Body("[]", key.PrivateKey))).ShouldRefuse("Login info no valid json");
        var unknown = new TestKeyLogin(key) { Info = { ["api_key_id"] = Guid.NewGuid().ToString() } };
        (await SendAsync(unknown.Body())).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await SendAsync(new TestKeyLogin(key).Body(stranger))).ShouldRefuse("Signature invalid.");
        var shortSignature = JsonNode.Parse(new TestKeyLogin(key).Body())!;
        shortSignature["signature"] = "00";
        (await SendAsync(shortSignature.ToJsonString())).ShouldRefuse("Signature invalid.");

        await SetAsync(server, $"update users set is_email_active = false");
        (await SendAsync(new TestKeyLogin(key).Body())).ShouldRefuse("E-mail is not yet verified.");
        await SetAsync(server, $"update users set is_active = false");
        (await SendAsync(new TestKeyLogin(key).Body())).ShouldRefuse("User account has been disabled.");
        await SetAsync(server, $"update api_keys set active = false");
        (await SendAsync(new TestKeyLogin(key).Body())).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
    }

    [Fact]
    public async Task What_is_missing_or_malformed_is_named()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        async Task RefusedAsync(string body, string text) =>
            (await server.PostAsync("/api-key/login/", body)).ShouldBe(HttpStatusCode.BadRequest, text);
        Task InfoRefusedAsync(string member, JsonNode? value, string text) =>
            RefusedAsync(new TestKeyLogin(key) { Info = { [member] = value } }.Body(), text);

        await RefusedAsync("{}", """{"info":["This field is required."],"signature":["This field is required."]}""");
        await RefusedAsync("""{"info":{},"signature":"xx"}""", """{"info":["Not a valid string."],"signature":["NO_VALID_HEX"]}""");
        await RefusedAsync(
            TestKeyLogin.Body("{}", key.PrivateKey),
            """{"api_key_id":["This field is required."],"session_public_key":["This field is required."]}""");
        await InfoRefusedAsync("api_key_id", "x", """{"api_key_id":["IS_NOT_A_VALID_UUID"]}""");
        await InfoRefusedAsync("session_public_key", new string('x', 64), """{"session_public_key":["NO_VALID_HEX"]}""");
        await InfoRefusedAsync("session_public_key", new string('0', 64), """{"session_public_key":["INVALID_SESSION_PUBLIC_KEY"]}""");
        await InfoRefusedAsync("session_duration", "long", """{"session_duration":["A valid integer is required."]}""");
        await InfoRefusedAsync(
            "device_description", new string('x', 257),
            """{"device_description":["Ensure this field has no more than 256 characters."]}""");
    }

    [Fact]
    public async Task The_signature_is_over_the_text_as_it_was_sent()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        var info = new TestKeyLogin(key).Info.ToJsonString();
        (await server.PostAsync("/api-key/login/", TestKeyLogin.Body($" {info}\n", key.PrivateKey))).ShouldSucceed();

        var changed = JsonNode.Parse(TestKeyLogin.Body(new TestKeyLogin(key).Info.ToJsonString(), key.PrivateKey))!;
        changed["info"] = changed["info"]!.GetValue<string>() + " ";
        (await server.PostAsync("/api-key/login/", changed.ToJsonString())).ShouldRefuse("Signature invalid.");
    }

    [Theory]
    [InlineData(null, 600)]
    [InlineData(60, 60)]
    [InlineData(86400, 600)]
    [InlineData(1, 30)]
    [InlineData(-5, 30)]
    public async Task A_session_lives_as_long_as_was_asked_for_within_the_limits(int? asked, int lives)
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--min-api-key-token-time-valid", "30", "--auto-prolongation-token-time-valid", "3600");
        var alice = await server.RegisterAndLogInAsync("alice");
        var login = new TestKeyLogin(await TestApiKey.CreateAsync(alice));
        if (asked is not null)
            login.Info["session_duration"] = asked;
        var session = new TestSession(server, alice.User, login.Open(server, await login.SendAsync(server)), fingerprint: null);

        server.Clock.Advance(TimeSpan.FromSeconds(lives - 1));
        (await session.GetAsync("/session-key/")).ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await session.GetAsync("/session-key/")).Status);
    }

    [Theory, BothDatabases]
    public async Task A_login_counts_once_however_often_it_is_repeated(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        var body = new TestKeyLogin(key).Body();
        (await server.PostAsync("/api-key/login/", body)).ShouldSucceed();
        for (var i = 0; i < 3; i++)
        {
            var again = await server.PostAsync("/api-key/login/", body);
            Assert.Equal((HttpStatusCode.TooManyRequests, "600"), (again.Status, again.Headers["Retry-After"]));
        }

        Assert.Equal(1, await CountAsync(server, key));
    }

    [Theory, BothDatabases]
    public async Task A_key_has_a_bounded_number_of_sessions_and_those_nobody_used_end_first(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var (key, other) = (await TestApiKey.CreateAsync(alice), await TestApiKey.CreateAsync(alice));
        var used = await TestKeyLogin.LogInAsync(server, alice.User, key);
        (await used.GetAsync("/session-key/")).ShouldSucceed();
        var ofOther = await TestKeyLogin.LogInAsync(server, alice.User, other);
        await server.Parts.SessionUses.StoreAsync();
        await server.State.Database.WriteAsync(async db =>
        {
            for (var i = 0; i < ApiKeyLoginStore.Most; i++)
                await db.ExecuteAsync(
                    """
                    insert into tokens (key, id, create_date, valid_till, user_id, secret_key, session_key, device_fingerprint,
                      device_description, active, read, write, api_key_id, login_key)
                    select @new, @id, create_date + 1, valid_till, user_id, secret_key, session_key, '',
                      '', true, true, true, api_key_id, @new
                    from tokens where id = @used
                    """,
                    ("@new", $"{i}"), ("@id", Guid.NewGuid()), ("@used", await IdAsync(db, used)));
            return true;
        });

        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var newest = await TestKeyLogin.LogInAsync(server, alice.User, key);
        Assert.Equal(ApiKeyLoginStore.Most, await CountAsync(server, key));
        (await newest.GetAsync("/session-key/")).ShouldSucceed();
        (await used.GetAsync("/session-key/")).ShouldSucceed();
        (await ofOther.GetAsync("/session-key/")).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Only_failures_count_and_only_against_the_address_they_come_from(DatabaseKind kind)
    {
        await using var server = await TestServer.StartNodesAsync(
            kind, "--throttling", "true", "--throttle-rate-api-key-login", "2/hour", "--num-proxies", "1");
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        using var stranger = SecretKey.Generate();
        Task<TestAnswer> SendAsync(string from, SecretKey signer)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/server/api-key/login/")
            {
                Content = new StringContent(new TestKeyLogin(key).Body(signer), System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("X-Forwarded-For", from);
            return server.SendAsync(request);
        }

        for (var i = 0; i < 5; i++)
            (await SendAsync("192.0.2.1", key.PrivateKey)).ShouldSucceed();
        (await SendAsync("192.0.2.2", stranger)).ShouldRefuse("Signature invalid.");
        (await SendAsync("192.0.2.2", stranger)).ShouldRefuse("Signature invalid.");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync("192.0.2.2", stranger)).Status);
        (await SendAsync("192.0.2.2", key.PrivateKey)).ShouldSucceed();
        (await SendAsync("192.0.2.1", stranger)).ShouldRefuse("Signature invalid.");
        server.Clock.Advance(TimeSpan.FromMinutes(31));
        (await SendAsync("192.0.2.2", stranger)).ShouldRefuse("Signature invalid.");
    }

    [Theory, BothDatabases]
    public async Task Many_logins_with_one_key_are_not_in_each_others_way(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ => (await new TestKeyLogin(key).SendAsync(server)).ShouldSucceed()));
        Assert.Equal(40, await CountAsync(server, key));
    }

    internal static Task<int> SetAsync(TestServer server, string sql) =>
        server.State.Database.WriteAsync(db => db.ExecuteAsync(sql));

    private static Task<long> CountAsync(TestServer server, TestApiKey key) => server.State.Database.ReadAsync(db => db.FirstAsync(
        "select count(*) from tokens where api_key_id = @key", row => row.GetInt64(0), ("@key", key.Id)));

    private static Task<Guid> IdAsync(DbScope db, TestSession session) => db.FirstAsync(
        "select id from tokens where key = @key", row => row.GetGuid(0), ("@key", TokenHeader.KeyOf(session.Token)));
}
