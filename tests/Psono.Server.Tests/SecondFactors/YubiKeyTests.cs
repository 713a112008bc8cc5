using System.Net;
using System.Text.Json;
using Psono.Server.Configuration;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.SecondFactors;

public sealed class YubiKeyTests
{
    private const string KeyId = "cccccccbcdef";
    private const string Invalid = """{"yubikey_otp":["YUBICO_TOKEN_INVALID"]}""";

    [Theory, BothDatabases]
    public async Task A_key_is_added_used_listed_and_removed(DatabaseKind kind)
    {
        await using var yubico = await TestYubico.StartAsync();
        await using var server = await TestServer.StartAsync(kind, yubico.Arguments);
        var session = await server.RegisterAndLogInAsync("alice");
        (await session.GetAsync("/user/yubikey-otp/")).ShouldBe(HttpStatusCode.OK, """{"yubikey_otps":[]}""");

        var added = await AddAsync(session, yubico.Touch(KeyId));

        Assert.Equal(HttpStatusCode.Created, added.Status);
        (await session.GetAsync("/user/yubikey-otp/")).ShouldBe(
            HttpStatusCode.OK, $$"""{"yubikey_otps":[{"id":"{{added["id"]}}","active":true,"title":"key"}]}""");
        (await ConfirmAsync(session, added["id"], yubico.Touch(KeyId))).ShouldBe(HttpStatusCode.OK, "{}");
        (await ConfirmAsync(session, added["id"], yubico.Touch("cccccccbcdee"))).ShouldRefuse("YUBIKEY_OTP_NOT_ATTACHED_TO_THIS_ACCOUNT");
        (await ConfirmAsync(session, added["id"], "nothing")).ShouldRefuse("YUBIKEY_OTP_INCORRECT");
        var login = await session.User.StartLoginAsync(server);
        Assert.Equal("""["yubikey_otp_2fa"]""", login.Login["required_multifactors"]!.ToJsonString());
        (await login.ActivateAsync()).ShouldRefuse("YUBIKEY_CHALLENGE_UNSOLVED");
        (await VerifyAsync(login, yubico.Touch(KeyId).ToUpperInvariant())).ShouldBe(HttpStatusCode.OK, "{}");
        (await login.ActivateAsync()).ShouldSucceed();
        (await session.DeleteAsync("/user/yubikey-otp/", $$"""{"yubikey_otp_id":"{{added["id"]}}"}""")).ShouldBe(HttpStatusCode.OK, "{}");
        (await session.DeleteAsync("/user/yubikey-otp/", $$"""{"yubikey_otp_id":"{{added["id"]}}"}""")).ShouldRefuse(
            "NO_PERMISSION_OR_NOT_EXIST");
        await session.User.LogInAsync(server);
        var info = JsonElement.Parse((await server.GetAsync("/info/"))["info"]);
        Assert.Equal(
            """["google_authenticator","yubikey_otp","webauthn"]""", info.GetProperty("allowed_second_factors").GetRawText());
    }

    [Theory, BothDatabases]
    public async Task What_is_none_or_was_used_or_is_another_keys_is_refused(DatabaseKind kind)
    {
        await using var yubico = await TestYubico.StartAsync();
        await using var server = await TestServer.StartAsync(kind, yubico.Arguments);
        var session = await server.RegisterAndLogInAsync("alice");
        var otp = yubico.Touch(KeyId);

        (await AddAsync(session, "nothing")).ShouldBe(HttpStatusCode.BadRequest, Invalid);
        (await AddAsync(session, new string('c', 44))).ShouldBe(HttpStatusCode.BadRequest, Invalid);
        (await VerifyAsync(session, otp)).ShouldRefuse("NO_YUBIKEY_FOUND");
        (await AddAsync(session, otp)).ShouldSucceed();
        (await AddAsync(session, yubico.Touch(KeyId))).ShouldBe(
            HttpStatusCode.BadRequest, """{"yubikey_otp":["YUBIKEY_ALREADY_ATTACHED"]}""");
        var login = await session.User.StartLoginAsync(server);
        (await VerifyAsync(login, otp)).ShouldRefuse("YUBICO_TOKEN_INVALID");
        (await VerifyAsync(login, KeyId + new string('c', 32))).ShouldRefuse("YUBICO_TOKEN_INVALID");
        (await VerifyAsync(login, "nothing")).ShouldRefuse("YUBICO_TOKEN_INVALID");
        (await VerifyAsync(login, yubico.Touch("cccccccbcdee"))).ShouldRefuse("YubiKey OTP not attached to this account.");
        (await login.ActivateAsync()).ShouldRefuse("YUBIKEY_CHALLENGE_UNSOLVED");
        var good = yubico.Touch(KeyId);
        (await VerifyAsync(login, good)).ShouldSucceed();
        (await VerifyAsync(await session.User.StartLoginAsync(server), good)).ShouldRefuse("YUBICO_TOKEN_INVALID");
    }

    [Fact]
    public async Task An_answer_that_cannot_be_believed_lets_nobody_in()
    {
        await using var yubico = await TestYubico.StartAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, yubico.Arguments);
        var session = await server.RegisterAndLogInAsync("alice");
        (await AddAsync(session, yubico.Touch(KeyId))).ShouldSucceed();
        var login = await session.User.StartLoginAsync(server);

        yubico.Tamper = told => told.Remove("h");
        await RefusedAsync();
        yubico.Tamper = told => told["h"] = Convert.ToBase64String(new byte[20]);
        await RefusedAsync();
        yubico.Tamper = told => told["h"] = "no signature";
        await RefusedAsync();
        yubico.Tamper = told => told["sl"] = "0";
        await RefusedAsync();
        yubico.Tamper = null;
        yubico.Falsify = told => told["nonce"] = new string('0', 32);
        await RefusedAsync();
        yubico.Falsify = told => told["otp"] = KeyId + new string('b', 32);
        await RefusedAsync();
        yubico.Falsify = null;
        foreach (var status in (string[])["BAD_SIGNATURE", "NO_SUCH_CLIENT", "BACKEND_ERROR", "NOT_ENOUGH_ANSWERS", "ok", ""])
        {
            yubico.Status = status;
            await RefusedAsync();
        }

        yubico.Status = null;
        yubico.HttpStatus = 500;
        await RefusedAsync();
        yubico.HttpStatus = 200;
        (await login.ActivateAsync()).ShouldRefuse("YUBIKEY_CHALLENGE_UNSOLVED");
        (await VerifyAsync(login, yubico.Touch(KeyId))).ShouldSucceed();

        async Task RefusedAsync()
        {
            var refused = await VerifyAsync(login, yubico.Touch(KeyId));
            refused.ShouldBe(
                HttpStatusCode.GatewayTimeout, """{"detail":"The YubiKey service does not answer. Try again in a few seconds."}""");
            Assert.True(refused.WasSealed);
        }
    }

    [Fact]
    public async Task The_next_service_is_asked_when_one_is_away_and_none_when_one_has_answered()
    {
        await using var away = await TestYubico.StartAsync();
        await using var yubico = await TestYubico.StartAsync();
        away.HttpStatus = 503;
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, [.. yubico.Arguments, "--yubico-api-urls", $"http://127.0.0.1:1/,{away.Url},{yubico.Url},{away.Url}"]);
        var session = await server.RegisterAndLogInAsync("alice");

        (await AddAsync(session, yubico.Touch(KeyId))).ShouldSucceed();

        Assert.Equal((1, 1), (away.Asked, yubico.Asked));
    }

    [Theory, BothDatabases]
    public async Task Wrong_ones_are_limited_and_right_ones_cost_nothing(DatabaseKind kind)
    {
        await using var yubico = await TestYubico.StartAsync();
        await using var server = await TestServer.StartNodesAsync(kind, [.. yubico.Arguments, "--throttling", "true"]);
        var session = await server.RegisterAndLogInAsync("alice");
        (await AddAsync(session, yubico.Touch(KeyId))).ShouldSucceed();
        for (var i = 0; i < 10; i++)
            (await VerifyAsync(session, yubico.Touch(KeyId))).ShouldSucceed();
        for (var i = 0; i < 6; i++)
            (await VerifyAsync(session, KeyId + new string('c', 32))).ShouldRefuse("YUBICO_TOKEN_INVALID");
        var asked = yubico.Asked;

        Assert.Equal(HttpStatusCode.TooManyRequests, (await VerifyAsync(session, yubico.Touch(KeyId))).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AddAsync(session, yubico.Touch("cccccccbcdee"))).Status);
        Assert.Equal(asked, yubico.Asked);
    }

    [Fact]
    public async Task The_id_of_a_key_is_not_readable_in_the_database()
    {
        await using var yubico = await TestYubico.StartAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, yubico.Arguments);
        var session = await server.RegisterAndLogInAsync("alice");
        (await AddAsync(session, yubico.Touch(KeyId))).ShouldSucceed();

        var stored = await server.State.Database.ReadAsync(
            db => db.FirstAsync("select secret from second_factors", row => row.GetString(0)));

        Assert.DoesNotContain(KeyId, stored, StringComparison.Ordinal);
        Assert.Equal(KeyId, server.State.Cipher.Open(stored!));
    }

    [Theory]
    [InlineData("--yubikey-client-id 1", "--yubikey-client-id and --yubikey-secret-key belong together")]
    [InlineData("--yubikey-secret-key AAAA", "--yubikey-client-id and --yubikey-secret-key belong together")]
    [InlineData("--yubikey-client-id 1 --yubikey-secret-key !", "--yubikey-secret-key: expected a key in base64")]
    public async Task Settings_that_do_not_fit_are_named(string arguments, string message)
    {
        var e = await Assert.ThrowsAsync<UsageException>(() => TestServer.StartAsync(DatabaseKind.Sqlite, arguments.Split(' ')));

        Assert.Equal(message, e.Message);
    }

    private static Task<TestAnswer> AddAsync(TestSession session, string otp) =>
        session.PutAsync("/user/yubikey-otp/", $$"""{"title":"key","yubikey_otp":"{{otp}}"}""");

    private static Task<TestAnswer> ConfirmAsync(TestSession session, string id, string otp) =>
        session.PostAsync("/user/yubikey-otp/", $$"""{"yubikey_id":"{{id}}","yubikey_otp":"{{otp}}"}""");

    private static Task<TestAnswer> VerifyAsync(TestSession session, string otp) =>
        session.PostAsync("/authentication/yubikey-otp-verify/", $$"""{"yubikey_otp":"{{otp}}"}""");
}
