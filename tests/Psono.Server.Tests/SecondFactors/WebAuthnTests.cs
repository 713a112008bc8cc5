using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.SecondFactors;

public sealed class WebAuthnTests
{
    private const string Origin = "https://vault.example.com";
    private const string Refused = "NO_PERMISSION_OR_NOT_EXIST";

    [Theory, BothDatabases]
    public async Task Security_keys_are_set_up_used_listed_and_removed(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        (await session.GetAsync("/user/webauthn/")).ShouldBe(HttpStatusCode.OK, """{"webauthns":[]}""");

        var one = await SoftwareAuthenticator.AddAsync(session, Origin);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var other = await SoftwareAuthenticator.AddAsync(session, Origin, counts: false);

        (await session.GetAsync("/user/webauthn/")).ShouldBe(HttpStatusCode.OK, $$"""
            {"webauthns":[{"id":"{{one.Id}}","active":true,"title":"key"},{"id":"{{other.Id}}","active":true,"title":"key"}]}
            """);
        foreach (var key in (SoftwareAuthenticator[])[one, other, one, other])
        {
            var login = await session.User.StartLoginAsync(server);
            Assert.Equal("""["webauthn_2fa"]""", login.Login["required_multifactors"]!.ToJsonString());
            (await login.ActivateAsync()).ShouldRefuse("WEBAUTHN_CHALLENGE_UNSOLVED");
            (await key.LogInAsync(login)).ShouldBe(HttpStatusCode.OK, "{}");
            (await login.ActivateAsync()).ShouldSucceed();
        }

        (await one.DeleteAsync(session)).ShouldBe(HttpStatusCode.OK, "{}");
        (await one.DeleteAsync(session)).ShouldRefuse(Refused);
        var last = await session.User.StartLoginAsync(server);
        (await SoftwareAuthenticator.VerifyAsync(last, one.Sign(await other.ChallengeAsync(last)))).ShouldRefuse(Refused);
        (await other.LogInAsync(last)).ShouldSucceed();
    }

    [Fact]
    public async Task Options_are_those_that_stock_clients_pass_on()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--service-name", "Example");
        var session = await server.RegisterAndLogInAsync("alice");
        var (key, creation) = await SoftwareAuthenticator.CreateAsync(session, "https://vault.example.com:8443/path");
        var challenge = creation["challenge"]!.GetValue<string>();
        var userId = creation["user"]!["id"]!.GetValue<string>();

        Assert.Matches("^[A-Za-z0-9_-]{86}$", challenge);
        Assert.Equal(
            OneLine($$"""
                {"rp":{"name":"Example","id":"vault.example.com"},
                "user":{"id":"{{userId}}","name":"alice@example.com","displayName":"alice@example.com"},
                "challenge":"{{challenge}}",
                "pubKeyCredParams":[{"type":"public-key","alg":-7},{"type":"public-key","alg":-36},{"type":"public-key","alg":-37},
                {"type":"public-key","alg":-38},{"type":"public-key","alg":-39},{"type":"public-key","alg":-257},
                {"type":"public-key","alg":-258},{"type":"public-key","alg":-259}],
                "timeout":90000,"excludeCredentials":[],
                "authenticatorSelection":{"requireResidentKey":false,"userVerification":"discouraged"},"attestation":"none"}
                """),
            creation.ToJsonString());
        (await key.ActivateAsync(session, key.Register(creation, origin: "https://vault.example.com:8443"))).ShouldSucceed();
        var request = JsonNode.Parse((await session.PutAsync(
            "/authentication/webauthn-verify/", """{"origin":"https://vault.example.com:8443"}"""))["options"])!;
        var id = System.Buffers.Text.Base64Url.EncodeToString(key.CredentialId);
        Assert.Equal(
            OneLine($$"""
                {"challenge":"{{request["challenge"]}}","timeout":90000,"rpId":"vault.example.com",
                "allowCredentials":[{"id":"{{id}}","type":"public-key"}],"userVerification":"discouraged"}
                """),
            request.ToJsonString());
    }

    [Theory]
    [InlineData("chrome-extension://eljmjmgjkbmpmfljlmklcfineebidmlo")]
    [InlineData("extension://eljmjmgjkbmpmfljlmklcfineebidmlo")]
    [InlineData("http://localhost:10101")]
    [InlineData("https://vault.example.com:8443")]
    public async Task Pages_and_extensions_use_keys(string origin)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");

        var key = await SoftwareAuthenticator.AddAsync(session, origin);

        (await key.LogInAsync(await session.User.StartLoginAsync(server))).ShouldSucceed();
    }

    [Fact]
    public async Task Pages_that_browsers_do_not_trust_are_refused()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");

        foreach (var origin in (string[])
            ["http://vault.example.com", "ftp://vault.example.com", "file:///etc", "vault", "https://a@b.example.com"])
        {
            (await session.PutAsync("/user/webauthn/", $$"""{"title":"key","origin":"{{origin}}"}""")).ShouldRefuse(
                "PROTOCOL_NOT_SUPPORTED");
            (await session.PutAsync("/authentication/webauthn-verify/", $$"""{"origin":"{{origin}}"}""")).ShouldRefuse(
                "PROTOCOL_NOT_SUPPORTED");
        }

        (await session.PutAsync("/authentication/webauthn-verify/", $$"""{"origin":"{{Origin}}"}""")).ShouldRefuse(Refused);
    }

    [Fact]
    public async Task Where_only_some_web_vaults_may_use_the_server_only_they_may_use_keys()
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--cors-allow-all-origins", "false", "--cors-allowed-origins", "https://stock.example.com",
            "--web-client-url", "https://vault.example.com/app", "--host-url", "https://api.example.com/server");
        var session = await server.RegisterAndLogInAsync("alice");

        foreach (var origin in (string[])[Origin, "https://stock.example.com", "https://api.example.com", "chrome-extension://abcdef"])
            await SoftwareAuthenticator.AddAsync(session, origin);
        (await session.PutAsync("/user/webauthn/", """{"title":"key","origin":"https://evil.example.com"}""")).ShouldRefuse(
            "ORIGIN_NOT_ALLOWED");
    }

    [Theory, BothDatabases]
    public async Task A_key_that_was_made_for_something_else_is_not_registered(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var mallory = await server.RegisterAndLogInAsync("mallory");
        var (key, options) = await SoftwareAuthenticator.CreateAsync(session, Origin);
        var right = key.Register(options);

        foreach (var wrong in (string[])
            [
                key.Register(options, origin: "https://evil.example.com"),
                key.Register(options, challenge: new string('A', 86)),
                key.Register(options, type: "webauthn.get"),
                key.Register(options, rpId: "evil.example.com"),
                "{}", "[]", "no json", """{"rawId":"AAAA","type":"public-key","response":{}}""", """{"rawId":"%","type":"public-key"}""",
            ])
            (await key.ActivateAsync(session, wrong)).ShouldRefuse(Refused);
        (await key.ActivateAsync(mallory, right)).ShouldRefuse(Refused);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        (await key.ActivateAsync(session, right)).ShouldRefuse(Refused);
    }

    [Theory, BothDatabases]
    public async Task A_key_is_registered_once(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var mallory = await server.RegisterAndLogInAsync("mallory");
        var key = await SoftwareAuthenticator.AddAsync(session, Origin);

        foreach (var other in (TestSession[])[session, mallory])
        {
            var made = await other.PutAsync("/user/webauthn/", $$"""{"title":"again","origin":"{{Origin}}"}""");
            var credential = key.Register(JsonNode.Parse(made["options"])!.AsObject());
            (await other.PostAsync(
                "/user/webauthn/", new JsonObject { ["webauthn_id"] = made["id"], ["credential"] = credential }.ToJsonString()))
                .ShouldRefuse(Refused);
        }
    }

    [Theory, BothDatabases]
    public async Task An_assertion_for_something_else_is_refused(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var mallory = await server.RegisterAndLogInAsync("mallory");
        var key = await SoftwareAuthenticator.AddAsync(session, Origin);
        var ofMallory = await SoftwareAuthenticator.AddAsync(mallory, Origin);
        var login = await session.User.StartLoginAsync(server);
        var options = await key.ChallengeAsync(login);

        foreach (var wrong in (string[])
            [
                key.Sign(options, origin: "https://evil.example.com"),
                key.Sign(options, challenge: new string('A', 86)),
                key.Sign(options, type: "webauthn.create"),
                key.Sign(options, rpId: "evil.example.com"),
                key.Sign(options, flags: 0),
                key.Sign(options, crossOrigin: true),
                ofMallory.Sign(options),
                key.Sign(options).Replace("\"signature\":\"ME", "\"signature\":\"MF", StringComparison.Ordinal),
                "{}", "no json", """{"rawId":"AAAA","type":"public-key","response":{}}""",
            ])
            (await SoftwareAuthenticator.VerifyAsync(login, wrong)).ShouldRefuse(Refused);
        (await login.ActivateAsync()).ShouldRefuse("WEBAUTHN_CHALLENGE_UNSOLVED");
        (await SoftwareAuthenticator.VerifyAsync(login, key.Sign(options))).ShouldSucceed();
        (await login.ActivateAsync()).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task An_assertion_is_good_once_and_only_for_the_login_that_asked(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var key = await SoftwareAuthenticator.AddAsync(session, Origin, counts: false);
        var login = await session.User.StartLoginAsync(server);
        var other = await session.User.StartLoginAsync(server);
        await key.ChallengeAsync(other);

        var assertion = key.Sign(await key.ChallengeAsync(login));

        (await SoftwareAuthenticator.VerifyAsync(other, assertion)).ShouldRefuse(Refused);
        (await SoftwareAuthenticator.VerifyAsync(login, assertion)).ShouldSucceed();
        (await SoftwareAuthenticator.VerifyAsync(login, assertion)).ShouldRefuse(Refused);
        (await other.ActivateAsync()).ShouldRefuse("WEBAUTHN_CHALLENGE_UNSOLVED");
        var late = key.Sign(await key.ChallengeAsync(other));
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        (await SoftwareAuthenticator.VerifyAsync(other, late)).ShouldRefuse(Refused);
    }

    [Theory, BothDatabases]
    public async Task A_counter_that_goes_back_is_refused(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var key = await SoftwareAuthenticator.AddAsync(session, Origin);
        key.Counter = 100;
        (await key.LogInAsync(session)).ShouldSucceed();

        foreach (var copy in (uint?[])[99, 100, null])
        {
            key.Counter = copy - 1;
            (await key.LogInAsync(session)).ShouldRefuse(Refused);
        }

        key.Counter = 200;
        (await key.LogInAsync(session)).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Challenges_and_failures_are_limited(DatabaseKind kind)
    {
        await using var server = await TestServer.StartNodesAsync(kind, "--throttling", "true");
        var session = await server.RegisterAndLogInAsync("alice");
        var key = await SoftwareAuthenticator.AddAsync(session, Origin);
        for (var i = 0; i < 5; i++)
            (await key.LogInAsync(session)).ShouldSucceed();
        (await SoftwareAuthenticator.VerifyAsync(session, "{}")).ShouldRefuse(Refused);

        var throttled = await session.PutAsync("/authentication/webauthn-verify/", $$"""{"origin":"{{Origin}}"}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, throttled.Status);
        (await session.PutAsync("/user/webauthn/", """{"title":"key","origin":"https://vault.example.com"}""")).ShouldSucceed();
    }

    [Fact]
    public async Task Nothing_of_a_key_is_readable_in_the_database_but_its_id()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");
        var key = await SoftwareAuthenticator.AddAsync(session, Origin);
        var challenge = (await key.ChallengeAsync(session))["challenge"]!.GetValue<string>();

        var rows = await server.State.Database.ReadAsync(db => db.QueryAsync(
            "select secret from second_factors union all select challenge from webauthn_challenges", row => row.GetString(0)));

        Assert.Equal(2, rows.Count);
        Assert.DoesNotContain(rows, row => row.Contains(challenge, StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.Contains(Convert.ToBase64String(key.PublicKey), StringComparison.Ordinal));
        var hex = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(challenge));
        Assert.DoesNotContain(rows, row => row.Contains(hex, StringComparison.Ordinal));
    }

    private static string OneLine(string json) => json.Replace("\n", "", StringComparison.Ordinal);
}
