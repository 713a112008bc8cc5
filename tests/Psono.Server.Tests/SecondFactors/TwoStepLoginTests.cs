using System.Net;
using System.Text.Json;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.SecondFactors;

/// <summary>A login of an account that has second factors.</summary>
public sealed class TwoStepLoginTests
{
    [Theory, BothDatabases]
    public async Task A_login_is_not_active_before_the_factor_is_solved(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.AddAsync(server, session);

        var login = await session.User.StartLoginAsync(server);

        Assert.Equal("""["google_authenticator_2fa"]""", login.Login["required_multifactors"]!.ToJsonString());
        (await login.ActivateAsync()).ShouldRefuse("GA_CHALLENGE_UNSOLVED");
        (await login.GetAsync("/user/ga/")).ShouldBe(
            HttpStatusCode.Unauthorized, """{"detail":"Invalid token or not yet activated."}""");
        (await TestTotp.VerifyAsync(login, totp.WrongCode(server))).ShouldRefuse("GA_TOKEN_INCORRECT");
        (await login.ActivateAsync()).ShouldRefuse("GA_CHALLENGE_UNSOLVED");
        var solved = await TestTotp.VerifyAsync(login, totp.Code(server));
        solved.ShouldBe(HttpStatusCode.OK, "{}");
        Assert.True(solved.WasSealed);
        (await login.ActivateAsync()).ShouldSucceed();
        (await login.GetAsync("/datastore/")).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task A_factor_that_was_not_confirmed_does_not_count(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.CreateAsync(session);

        Assert.Empty((await session.User.StartLoginAsync(server)).Login["required_multifactors"]!.AsArray());
        await session.User.LogInAsync(server);
        (await TestTotp.VerifyAsync(session, totp.Code(server))).ShouldRefuse("NO_GOOGLE_AUTHENTICATOR_FOUND");
        Assert.Equal("False", await IsTwoStepAsync(session));
        (await totp.ActivateAsync(session, totp.Code(server))).ShouldSucceed();
        Assert.Equal("True", await IsTwoStepAsync(session));

        static async Task<string> IsTwoStepAsync(TestSession session) =>
            (await session.PostAsync("/user/search/", """{"user_username":"alice@example.com"}"""))["multifactor_auth_enabled"];
    }

    [Theory, BothDatabases]
    public async Task One_factor_is_enough_unless_all_are_required(DatabaseKind kind)
    {
        foreach (var needsAll in (bool[])[false, true])
        {
            await using var server = await TestServer.StartAsync(kind, "--multifactor-enabled", needsAll ? "true" : "false");
            var session = await server.RegisterAndLogInAsync("alice");
            var totp = await TestTotp.AddAsync(server, session);
            var key = await SoftwareAuthenticator.AddAsync(session, "https://vault.example.com");

            var login = await session.User.StartLoginAsync(server);

            Assert.Equal(
                """["google_authenticator_2fa","webauthn_2fa"]""", login.Login["required_multifactors"]!.ToJsonString());
            (await TestTotp.VerifyAsync(login, totp.Code(server))).ShouldSucceed();
            if (needsAll)
            {
                (await login.ActivateAsync()).ShouldRefuse("WEBAUTHN_CHALLENGE_UNSOLVED");
                (await key.LogInAsync(login)).ShouldSucceed();
            }

            (await login.ActivateAsync()).ShouldSucceed();
            var info = JsonElement.Parse((await server.GetAsync("/info/"))["info"]);
            Assert.Equal(needsAll, info.GetProperty("multifactor_enabled").GetBoolean());
        }
    }

    [Theory, BothDatabases]
    public async Task A_login_that_began_before_the_account_had_a_factor_has_to_begin_again(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var waiting = await session.User.StartLoginAsync(server);
        var elsewhere = await session.User.LogInAsync(server);

        await TestTotp.AddAsync(server, session);

        (await waiting.ActivateAsync()).ShouldBe(
            HttpStatusCode.Unauthorized, """{"detail":"Invalid token or not yet activated."}""");
        (await elsewhere.GetAsync("/datastore/")).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task A_factor_that_is_removed_while_a_login_waits_for_it_is_not_asked_for_any_more(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--multifactor-enabled", "true");
        var session = await server.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.AddAsync(server, session);
        var key = await SoftwareAuthenticator.AddAsync(session, "https://vault.example.com");
        var login = await session.User.StartLoginAsync(server);

        (await totp.DeleteAsync(session)).ShouldSucceed();
        (await login.ActivateAsync()).ShouldRefuse("WEBAUTHN_CHALLENGE_UNSOLVED");
        (await key.DeleteAsync(session)).ShouldSucceed();
        (await login.ActivateAsync()).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task A_factor_that_is_replaced_while_a_login_waits_does_not_let_it_in(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.AddAsync(server, session);
        var login = await session.User.StartLoginAsync(server);

        (await totp.DeleteAsync(session)).ShouldSucceed();
        await TestTotp.AddAsync(server, session);

        Assert.Equal(HttpStatusCode.Unauthorized, (await login.ActivateAsync()).Status);
    }

    [Theory, BothDatabases]
    public async Task Deleting_the_account_deletes_its_factors(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var session = await server.RegisterAndLogInAsync("alice");
        await TestTotp.AddAsync(server, session);
        var key = await SoftwareAuthenticator.AddAsync(session, "https://vault.example.com");
        await key.ChallengeAsync(session);

        (await session.DeleteAsync("/user/delete/", $$"""{"authkey":"{{session.User.Authkey}}"}""")).ShouldSucceed();

        foreach (var table in (string[])["second_factors", "webauthn_challenges", "tokens"])
        {
            Assert.Equal(0, await server.State.Database.ReadAsync(
                db => db.FirstAsync($"select count(*) from {table}", row => row.GetInt64(0))));
        }
    }

    [Theory, BothDatabases]
    public async Task Wrong_codes_are_limited_by_user_over_all_logins_and_right_ones_cost_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.StartNodesAsync(kind, "--throttling", "true");
        var session = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var totp = await TestTotp.AddAsync(server, session);
        var ofBob = await TestTotp.AddAsync(server, bob);
        for (var i = 0; i < 12; i++)
        {
            (await TestTotp.VerifyAsync(session, totp.Code(server))).ShouldSucceed();
            server.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        for (var i = 0; i < 6; i++)
        {
            var login = await session.User.StartLoginAsync(server);
            (await TestTotp.VerifyAsync(login, totp.WrongCode(server))).ShouldRefuse("GA_TOKEN_INCORRECT");
        }

        (await TestTotp.VerifyAsync(await session.User.StartLoginAsync(server), totp.Code(server)))
            .ShouldBeThrottled("10");
        (await TestTotp.VerifyAsync(bob, ofBob.Code(server))).ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromSeconds(60));
        (await TestTotp.VerifyAsync(session, totp.Code(server))).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Wrong_codes_are_limited_by_day_as_well(DatabaseKind kind)
    {
        await using var server = await TestServer.StartNodesAsync(kind, "--throttling", "true");
        var session = await server.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.AddAsync(server, session);

        for (var i = 0; i < 20; i++)
        {
            (await TestTotp.VerifyAsync(session, totp.WrongCode(server))).ShouldRefuse("GA_TOKEN_INCORRECT");
            server.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        var throttled = await TestTotp.VerifyAsync(session, totp.Code(server));
        Assert.Equal(HttpStatusCode.TooManyRequests, throttled.Status);
        Assert.InRange(int.Parse(throttled.Headers["Retry-After"]), 3600, 4320);
        server.Clock.Advance(TimeSpan.FromHours(2));
        (await TestTotp.VerifyAsync(session, totp.Code(server))).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Tries_at_the_same_moment_do_not_get_more(DatabaseKind kind)
    {
        await using var server = await TestServer.StartNodesAsync(kind, "--throttling", "true");
        var session = await server.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.AddAsync(server, session);
        var wrong = totp.WrongCode(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => TestTotp.VerifyAsync(session, wrong)));

        Assert.Equal(6, answers.Count(answer => answer.Status == HttpStatusCode.BadRequest));
        Assert.Equal(24, answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Only_what_is_allowed_can_be_set_up_and_what_is_there_goes_on_counting()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var before = await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, []);
        var session = await before.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.AddAsync(before, session);
        await using var server = await TestServer.StartAsync(
            DatabaseKind.PostgreSql, schema.ConnectionString,
            ["--keys-file", before.KeysFile, "--allowed-second-factors", "webauthn,duo"]);
        server.Clock.Advance(TimeSpan.FromSeconds(30));

        var login = await session.User.StartLoginAsync(server);

        Assert.Equal("""["google_authenticator_2fa"]""", login.Login["required_multifactors"]!.ToJsonString());
        (await TestTotp.VerifyAsync(login, totp.Code(server))).ShouldSucceed();
        (await login.ActivateAsync()).ShouldSucceed();
        (await login.PutAsync("/user/ga/", """{"title":"phone"}""")).ShouldRefuse("SERVER_NOT_SUPPORT_GA");
        var info = JsonElement.Parse((await server.GetAsync("/info/"))["info"]);
        Assert.Equal("""["webauthn"]""", info.GetProperty("allowed_second_factors").GetRawText());
        info = JsonElement.Parse((await before.GetAsync("/info/"))["info"]);
        Assert.Equal("""["google_authenticator","webauthn"]""", info.GetProperty("allowed_second_factors").GetRawText());
    }

    [Fact]
    public async Task Methods_of_other_services_are_refused_as_the_protocol_has_it()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");

        (await session.GetAsync("/user/duo/")).ShouldBe(HttpStatusCode.OK, """{"duos":[]}""");
        (await session.GetAsync("/user/ivalt/")).ShouldBe(HttpStatusCode.OK, """{"ivalt":[]}""");
        (await session.PutAsync("/user/duo/", "{}")).ShouldRefuse("SERVER_NOT_SUPPORT_DUO");
        (await session.PutAsync("/user/ivalt/", "{}")).ShouldRefuse("SERVER_NOT_SUPPORT_IVALT");
        (await session.DeleteAsync("/user/duo/", "{}")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await session.PostAsync("/user/ivalt/", "{}")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await session.PostAsync("/authentication/duo-verify/", "{}")).ShouldRefuse("NO_DUO_FOUND");
        (await session.PostAsync("/authentication/ivalt-verify/", "{}")).ShouldRefuse("NO_IVALT_2FA_FOUND");
        (await session.PutAsync("/user/yubikey-otp/", """{"title":"key","yubikey_otp":"a"}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"yubikey_otp":["SERVER_NOT_SUPPORT_YUBIKEY"]}""");
        (await session.PostAsync("/authentication/yubikey-otp-verify/", """{"yubikey_otp":"a"}""")).ShouldRefuse(
            "SERVER_NOT_SUPPORT_YUBIKEY");
    }
}
