using System.Net;
using System.Text.Json.Nodes;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Authentication;

/// <summary>What a session endpoint lets in, and in which shape it answers (part 1, section 5).</summary>
public sealed class SealedTransportTests
{
    private const string Unknown = """{"detail":"Invalid token or not yet activated."}""";

    [Theory]
    [InlineData(null, "Invalid token header. No token header present.")]
    [InlineData("Bearer abc", "Invalid token header. No token header present.")]
    [InlineData("Token", "Invalid token header. No credentials provided.")]
    [InlineData("Token a b", "Invalid token header. Token string should not contain spaces.")]
    [InlineData("Token abc", "Invalid token or not yet activated.")]
    [InlineData("token abc", "Invalid token or not yet activated.")]
    public async Task A_request_without_a_session_is_told_what_is_missing(string? header, string detail)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        // The method is looked at only after the session.
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Patch])
        {
            using var request = new HttpRequestMessage(method, "/server/authentication/sessions/");
            if (header is not null)
                request.Headers.TryAddWithoutValidation("Authorization", header);
            var answer = await server.SendAsync(request);
            answer.ShouldBe(HttpStatusCode.Unauthorized, $$"""{"detail":"{{detail}}"}""");
            Assert.Equal("Token", answer.Headers["WWW-Authenticate"]);
        }
    }

    [Fact]
    public async Task Refusals_are_sealed_like_answers()
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--throttling", "true", "--throttle-rate-status-check", "1/minute");
        var alice = await server.RegisterAndLogInAsync("alice");

        var wrongMethod = await alice.SendAsync(HttpMethod.Patch, "/authentication/sessions/");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "{}", true), (wrongMethod.Status, wrongMethod.Text, wrongMethod.WasSealed));

        var wrongField = await alice.PostAsync("/authentication/logout/", """{"session_id":"x"}""");
        Assert.Equal((HttpStatusCode.BadRequest, """{"session_id":["IS_NOT_A_VALID_UUID"]}""", true),
            (wrongField.Status, wrongField.Text, wrongField.WasSealed));

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/user/status/")).Status);
        var throttled = await alice.GetAsync("/user/status/");
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (throttled.Status, throttled.WasSealed));
        throttled.ShouldBeThrottled(throttled.Headers["Retry-After"]);
        Assert.InRange(int.Parse(throttled.Headers["Retry-After"]), 1, 60);
    }

    [Fact]
    public async Task A_body_that_cannot_be_opened_is_refused_and_the_session_lives()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var good = JsonNode.Parse(alice.Sealed("{}"))!;
        string[] bodies =
        [
            """{"session_id":null}""", "[]", "5", "null", """{"text":"00"}""", """{"text":1,"nonce":2}""", """{"text":"zz","nonce":"zz"}""",
            $$"""{"text":"00{{good["text"]}}","nonce":"{{good["nonce"]}}"}""", alice.Sealed("no json"), alice.Sealed(""),
        ];

        foreach (var body in bodies)
        {
            var answer = await alice.SendRawAsync(HttpMethod.Post, "/authentication/logout/", body, alice.Sealed(alice.Validator()));
            Assert.Equal(
                (HttpStatusCode.BadRequest, """{"detail":"Invalid request"}""", true), (answer.Status, answer.Text, answer.WasSealed));
        }

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/authentication/sessions/")).Status);
    }

    [Fact]
    public async Task A_sealed_body_that_is_no_object_or_too_deep_is_refused()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");

        (await alice.PostAsync("/authentication/logout/", "[]")).ShouldRefuse("Invalid data. Expected a dictionary, but got list.");
        (await alice.PostAsync("/authentication/logout/", $$"""{"a":{{new string('[', 40)}}{{new string(']', 40)}}}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"detail":"Invalid request"}""");
    }

    [Theory, BothDatabases]
    public async Task A_request_from_another_device_ends_the_session(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var user = await TestUser.RegisterAsync(server, "alice");
        (string Validator, string Detail)[] cases =
        [
            ("""{"request_time":"2026-11-23T19:12:46Z"}""", "Device Fingerprint Protection: request_device_fingerprint missing"),
            ("""{"request_time":"2026-11-23T19:12:46Z","request_device_fingerprint":""}""",
                "Device Fingerprint Protection: request_device_fingerprint missing"),
            ("""{"request_time":"2026-11-23T19:12:46Z","request_device_fingerprint":"other"}""",
                "Device Fingerprint Protection: device_fingerprint mismatch"),
        ];
        foreach (var (validator, detail) in cases)
        {
            var session = await user.LogInAsync(server);
            await ShouldEndAsync(session, validator, detail);
        }

        // The newer name of the member wins.
        var last = await user.LogInAsync(server);
        await ShouldEndAsync(
            last,
            $$"""
            {"request_time":"2026-11-23T19:12:46Z",
            "request_device_fingerprint":"{{last.Fingerprint}}","request_device_session":"other"}
            """,
            "Device Fingerprint Protection: device_fingerprint mismatch");
    }

    [Theory, BothDatabases]
    public async Task A_request_from_another_time_ends_the_session(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var user = await TestUser.RegisterAsync(server, "alice");

        var late = await user.LogInAsync(server);
        late.ClockError = TimeSpan.FromSeconds(-21);
        await ShouldEndAsync(late, late.Validator(), "Replay Protection: Time difference too big");

        var early = await user.LogInAsync(server);
        early.ClockError = TimeSpan.FromSeconds(21);
        await ShouldEndAsync(early, early.Validator(), "Replay Protection: Time difference too big");

        var timeless = await user.LogInAsync(server);
        await ShouldEndAsync(
            timeless, $$"""{"request_device_fingerprint":"{{timeless.Fingerprint}}"}""", "Replay Protection: request_time missing");
    }

    [Fact]
    public async Task It_is_the_drift_of_the_clock_that_counts_not_its_error()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var user = await TestUser.RegisterAsync(server, "alice");
        var session = await user.LogInAsync(server);

        server.Clock.Advance(TimeSpan.FromHours(5));
        session.ClockError = TimeSpan.FromSeconds(19);

        Assert.Equal(HttpStatusCode.OK, (await session.GetAsync("/authentication/sessions/")).Status);
    }

    [Fact]
    public async Task A_validator_that_is_damaged_is_refused_and_the_session_lives()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        (string? Validator, string Detail)[] cases =
        [
            (null, "Incorrect format in token header."),
            ("no json", "Incorrect format in token header."),
            ("[]", "Incorrect format in token header."),
            ("{}", "Token attribute not present."),
            ("""{"text":"00"}""", "Token attribute not present."),
            ("""{"text":"00","nonce":"00"}""", "Not proper encrypted."),
            (alice.Sealed("[]"), "Not proper encrypted."),
            (alice.Sealed($$"""{"\ud800{{new string('a', 60)}}":1}"""), "Not proper encrypted."),
        ];

        foreach (var (validator, detail) in cases)
        {
            (await alice.SendRawAsync(HttpMethod.Get, "/authentication/sessions/", null, validator)).ShouldBe(
                HttpStatusCode.Unauthorized, $$"""{"detail":"Invalid token header. {{detail}}"}""");
        }

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/authentication/sessions/")).Status);
    }

    [Fact]
    public async Task The_protections_can_be_switched_off()
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--device-protection-disabled", "true", "--replay-protection-disabled", "true");
        var alice = await server.RegisterAndLogInAsync("alice");

        var answer = await alice.SendRawAsync(HttpMethod.Get, "/authentication/sessions/", null, alice.Sealed("{}"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task A_session_without_device_needs_no_validator()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var user = await TestUser.RegisterAsync(server, "alice");
        var session = await user.StartLoginAsync(server, withDevice: false);
        (await session.ActivateAsync()).ShouldSucceed();

        Assert.Equal(HttpStatusCode.OK, (await session.SendRawAsync(HttpMethod.Get, "/authentication/sessions/", null, null)).Status);
    }

    [Theory, BothDatabases]
    public async Task A_session_ends_when_its_time_is_over(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var user = await TestUser.RegisterAsync(server, "alice");
        var session = await user.LogInAsync(server, duration: 60);

        server.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HttpStatusCode.OK, (await session.GetAsync("/authentication/sessions/")).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        (await session.GetAsync("/authentication/sessions/")).ShouldBe(HttpStatusCode.Unauthorized, Unknown);
    }

    [Theory, BothDatabases]
    public async Task A_session_can_be_made_to_end_when_nobody_uses_it(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--auto-prolongation-token-time-valid", "100");
        var alice = await server.RegisterAndLogInAsync("alice");

        for (var i = 0; i < 3; i++)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(90));
            Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/authentication/sessions/")).Status);
        }

        // Polling the status is not use.
        server.Clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/user/status/")).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(20));
        (await alice.GetAsync("/authentication/sessions/")).ShouldBe(HttpStatusCode.Unauthorized, Unknown);
    }

    [Theory, BothDatabases]
    public async Task Rights_of_token_and_user_are_checked_on_every_request(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        Task Set(string sql) => server.State.Database.WriteAsync(db => db.ExecuteAsync(sql));
        const string Forbidden = """{"detail":"You do not have permission to perform this action."}""";

        await Set("update tokens set write = false");
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/authentication/sessions/")).Status);
        (await alice.PostAsync("/user/search/", "{}")).ShouldBe(HttpStatusCode.Forbidden, Forbidden);

        await Set("update tokens set write = true, read = false");
        (await alice.GetAsync("/authentication/sessions/")).ShouldBe(HttpStatusCode.Forbidden, Forbidden);

        await Set("update tokens set read = true");
        await Set("update users set require_password_change = true");
        var gate = await alice.GetAsync("/authentication/sessions/");
        gate.ShouldBe(HttpStatusCode.Forbidden, Forbidden);
        Assert.True(gate.WasSealed);
        (await alice.PutAsync("/user/update/", "{}")).ShouldSucceed();

        await Set("update users set require_password_change = false, is_email_active = false");
        (await alice.GetAsync("/authentication/sessions/"))
            .ShouldBe(HttpStatusCode.Unauthorized, """{"detail":"Account not yet verified."}""");
        await Set("update users set is_active = false");
        (await alice.GetAsync("/authentication/sessions/"))
            .ShouldBe(HttpStatusCode.Unauthorized, """{"detail":"User inactive or deleted."}""");
    }

    [Theory, BothDatabases]
    public async Task A_read_only_session_can_log_out(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update tokens set read = false, write = false"));

        (await alice.SendAsync(HttpMethod.Post, "/authentication/logout/")).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task The_database_holds_no_token_and_no_session_key(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");

        var stored = await server.State.Database.ReadAsync(db => db.FirstAsync(
            "select key || secret_key || session_key from tokens", row => row.GetString(0)));

        Assert.NotNull(stored);
        Assert.DoesNotContain(alice.Token, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(alice.SecretKey.ToHex(), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(alice.Login["session_key"]!.GetValue<string>(), stored, StringComparison.Ordinal);
    }

    private static async Task ShouldEndAsync(TestSession session, string validator, string detail)
    {
        var refused = await session.SendRawAsync(HttpMethod.Get, "/authentication/sessions/", null, session.Sealed(validator));
        refused.ShouldBe(HttpStatusCode.Unauthorized, $$"""{"detail":"{{detail}}"}""");
        session.ClockError = TimeSpan.Zero;
        (await session.GetAsync("/authentication/sessions/")).ShouldBe(HttpStatusCode.Unauthorized, Unknown);
    }
}
