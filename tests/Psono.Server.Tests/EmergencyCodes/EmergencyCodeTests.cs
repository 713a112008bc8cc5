using System.Net;
using Psono.Server.Authentication;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Recovery;

namespace Psono.Server.Tests.EmergencyCodes;

public sealed class EmergencyCodeTests
{
    private const string Wrong = "USERNAME_OR_EMERGENCY_CODE_INCORRECT";

    [Theory, BothDatabases]
    public async Task Codes_are_made_listed_and_deleted(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var mallory = await server.RegisterAndLogInAsync("mallory");
        (await session.GetAsync("/emergencycode/")).ShouldBe(HttpStatusCode.OK, """{"emegency_codes":[]}""");

        var code = await TestCode.EmergencyAsync(session, delay: 60);
        var list = $$"""{"id":"{{code.Id}}","description":"for Bob","activation_date":null,"activation_delay":60}""";
        (await session.GetAsync("/emergencycode/")).ShouldBe(HttpStatusCode.OK, $$"""{"emegency_codes":[{{list}}]}""");
        (await code.BeginAsync(server, TestEmergency.Path)).ShouldSucceed();
        var armed = list.Replace("null", "\"2026-11-23T19:12:46.181998Z\"", StringComparison.Ordinal);
        (await session.GetAsync("/emergencycode/")).ShouldBe(HttpStatusCode.OK, $$"""{"emegency_codes":[{{armed}}]}""");

        var delete = $$"""{"emergency_code_id":"{{code.Id}}"}""";
        (await mallory.DeleteAsync("/emergencycode/", delete)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await session.DeleteAsync("/emergencycode/", delete)).ShouldBe(HttpStatusCode.OK, "{}");
        (await session.DeleteAsync("/emergencycode/", delete)).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await code.BeginAsync(server, TestEmergency.Path)).ShouldRefuse(Wrong);
    }

    [Theory, BothDatabases]
    public async Task Who_has_a_code_waits_and_then_gets_a_session_that_opens_the_account(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var owner = await server.RegisterAndLogInAsync("alice");
        await TestCode.EmergencyAsync(owner, description: "another");
        var code = await TestCode.EmergencyAsync(owner, delay: 60);

        (await code.BeginAsync(server, TestEmergency.Path)).ShouldBe(
            HttpStatusCode.OK, """{"remaining_wait_time":60,"status":"started"}""");
        server.Clock.Advance(TimeSpan.FromSeconds(30.5));
        (await code.BeginAsync(server, TestEmergency.Path)).ShouldBe(
            HttpStatusCode.OK, """{"remaining_wait_time":30,"status":"waiting"}""");
        server.Clock.Advance(TimeSpan.FromSeconds(29.5));
        var ready = await code.BeginAsync(server, TestEmergency.Path);
        Assert.Equal(("ready", "0", "AUTHKEY", "600"), (
            ready["status"], ready["remaining_wait_time"], ready["authentication"], ready["verifier_time_valid"]));
        Assert.Contains(owner.User.PrivateKey.ToHex(), code.Open(ready, "emergency"), StringComparison.Ordinal);
        Assert.Contains("""policies":{"compliance_enforce_2fa":false,""", ready.Text, StringComparison.Ordinal);

        var session = await TestEmergency.LogInAsync(server, code);
        Assert.Equal(
            ["token", "session_valid_till", "session_secret_key", "user_public_key", "user_email", "user_id"],
            session.Login.Select(member => member.Key));
        (await session.GetAsync("/datastore/")).ShouldSucceed();
        Assert.Contains("Emergency login: a test", (await owner.GetAsync("/authentication/sessions/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_without_a_waiting_time_is_ready_at_once_and_its_verifier_is_good_once()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var code = await TestCode.EmergencyAsync(await server.RegisterAndLogInAsync("alice"), delay: 0);
        var begun = await code.BeginAsync(server, TestEmergency.Path);
        var device = TestEmergency.Device(server, code.User.PrivateKey, "fingerprint");

        (await code.FinishAsync(server, TestEmergency.Path, begun, device, code.Key)).ShouldRefuse("VALIDATOR_FAILED");
        (await code.FinishAsync(server, TestEmergency.Path, begun, """{"session_public_key":"00"}""")).ShouldRefuse("VALIDATOR_FAILED");
        var low = $$"""{"session_public_key":"{{new string('0', 64)}}"}""";
        (await code.FinishAsync(server, TestEmergency.Path, begun, low)).ShouldRefuse("VALIDATOR_FAILED");
        (await code.FinishAsync(server, TestEmergency.Path, begun, device)).ShouldSucceed();
        (await code.FinishAsync(server, TestEmergency.Path, begun, device)).ShouldRefuse("VALIDATOR_EXPIRED");
    }

    [Theory, BothDatabases]
    public async Task Deleting_a_code_ends_its_sessions_and_no_other(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var owner = await server.RegisterAndLogInAsync("alice");
        var code = await TestCode.EmergencyAsync(owner, delay: 0);
        var other = await TestEmergency.LogInAsync(server, await TestCode.EmergencyAsync(owner, delay: 0));
        var session = await TestEmergency.LogInAsync(server, code);

        (await owner.DeleteAsync("/emergencycode/", $$"""{"emergency_code_id":"{{code.Id}}"}""")).ShouldSucceed();

        Assert.Equal(HttpStatusCode.Unauthorized, (await session.GetAsync("/user/status/")).Status);
        (await other.GetAsync("/user/status/")).ShouldSucceed();
        (await owner.GetAsync("/user/status/")).ShouldSucceed();
    }

    [Theory]
    [InlineData("password"), InlineData("reset"), InlineData("disabled")]
    public async Task Who_waits_begins_anew_when_the_owner_could_not_object_or_shows_to_be_there(string what)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var owner = await server.RegisterAndLogInAsync("alice");
        var recovery = await TestCode.RecoveryAsync(owner);
        var (waiting, used) = (await TestCode.EmergencyAsync(owner, delay: 60), await TestCode.EmergencyAsync(owner, delay: 0));
        (await waiting.BeginAsync(server, TestEmergency.Path)).ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromSeconds(60));
        var begun = await waiting.BeginAsync(server, TestEmergency.Path);
        Assert.Equal("ready", begun["status"]);
        var session = await TestEmergency.LogInAsync(server, used);

        if (what == "password")
        {
            (await owner.PutAsync(
                "/user/update/", $$"""{"authkey":"{{TestUser.Hex(64)}}","authkey_old":"{{owner.User.Authkey}}"}""")).ShouldSucceed();
        }
        else if (what == "reset")
        {
            (await TestReset.RunAsync(server, recovery, TestUser.Hex(64))).ShouldSucceed();
        }
        else
        {
            var administrator = await server.RegisterAndLogInAsync("root");
            await server.State.Database.WriteAsync(
                db => db.ExecuteAsync("update users set is_superuser = true where username = 'root@example.com'"));
            var id = (await administrator.PostAsync("/user/search/", """{"user_username":"alice@example.com"}"""))["id"];
            (await administrator.PutAsync("/admin/user/", $$"""{"user_id":"{{id}}","is_active":false}""")).ShouldSucceed();
            (await waiting.BeginAsync(server, TestEmergency.Path)).ShouldRefuse(Wrong);
            (await administrator.PutAsync("/admin/user/", $$"""{"user_id":"{{id}}","is_active":true}""")).ShouldSucceed();
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await session.GetAsync("/user/status/")).Status);
        (await waiting.FinishAsync(server, TestEmergency.Path, begun, TestEmergency.Device(server, waiting.Key, "f")))
            .ShouldRefuse("VALIDATOR_EXPIRED");
        Assert.Equal("started", (await waiting.BeginAsync(server, TestEmergency.Path))["status"]);
    }

    [Fact]
    public async Task Time_does_not_count_while_the_address_of_the_owner_is_not_confirmed()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var code = await TestCode.EmergencyAsync(await server.RegisterAndLogInAsync("alice"), delay: 60);
        var administrator = await server.RegisterAndLogInAsync("root");
        await server.State.Database.WriteAsync(
            db => db.ExecuteAsync("update users set is_superuser = true where username = 'root@example.com'"));
        var id = (await administrator.PostAsync("/user/search/", """{"user_username":"alice@example.com"}"""))["id"];
        (await code.BeginAsync(server, TestEmergency.Path)).ShouldSucceed();

        (await administrator.PutAsync("/admin/user/", $$"""{"user_id":"{{id}}","is_email_active":false}""")).ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromSeconds(60));
        (await administrator.PutAsync("/admin/user/", $$"""{"user_id":"{{id}}","is_email_active":true}""")).ShouldSucceed();

        Assert.Equal("started", (await code.BeginAsync(server, TestEmergency.Path))["status"]);
    }

    [Fact]
    public async Task An_account_has_a_bounded_number_of_codes()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");
        for (var i = 0; i < 32; i++)
            await TestCode.EmergencyAsync(session);

        var body = new TestCode(session.User).Body("emergency");
        body["description"] = "one more";
        body["activation_delay"] = 0;
        (await session.PostAsync("/emergencycode/", body.ToJsonString())).ShouldRefuse("TOO_MANY_EMERGENCY_CODES");
    }

    [Fact]
    public async Task Wrong_codes_are_limited_and_one_hash_is_computed_however_many_codes_there_are()
    {
        var hashes = 0;
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, null, ["--throttling", "true", "--throttle-rate-login-failure", "2/day"],
            new AuthkeyHasher(TestServer.HashRounds, (authkey, salt, rounds) =>
            {
                hashes++;
                return AuthkeyHasher.Pbkdf2(authkey, salt, rounds);
            }));
        var session = await server.RegisterAndLogInAsync("alice");
        for (var i = 0; i < 3; i++)
            await TestCode.EmergencyAsync(session);
        var stranger = new TestCode(new TestUser { Username = "nobody@example.com" });
        foreach (var code in (TestCode[])[stranger, stranger])
        {
            hashes = 0;
            (await code.BeginAsync(server, TestEmergency.Path)).ShouldRefuse(Wrong);
            Assert.Equal(1, hashes);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await stranger.BeginAsync(server, TestEmergency.Path)).Status);
        hashes = 0;
        (await new TestCode(session.User).BeginAsync(server, TestEmergency.Path)).ShouldRefuse(Wrong);
        Assert.Equal(1, hashes);
    }

    [Fact]
    public async Task An_owner_who_cannot_log_in_is_not_replaced()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var code = await TestCode.EmergencyAsync(await server.RegisterAndLogInAsync("alice"), delay: 0);
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update users set is_email_active = false"));

        (await code.BeginAsync(server, TestEmergency.Path)).ShouldRefuse("EMAIL_NOT_YET_VERIFIED");
    }
}
