using System.Net;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.SecondFactors;

namespace Psono.Server.Tests.Sessions;

/// <summary>Whoever knows the password of an account with a second factor, and nothing more, is in the way of nobody.</summary>
public sealed class PasswordAloneTests
{
    [Fact]
    public async Task Half_a_login_uses_up_no_requests_of_the_owner()
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--throttling", "true", "--throttle-rate-user", "100/day");
        var (owner, _, thief) = await LogInAsync(server);
        for (var i = 0; i < 120; i++)
            await thief.PostAsync("/authentication/ga-verify/", """{"ga_token":"x"}""");

        (await owner.GetAsync("/datastore/")).ShouldSucceed();
    }

    [Fact]
    public async Task Wrong_codes_of_a_stranger_do_not_keep_a_known_device_out()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--throttling", "true", "--num-proxies", "1");
        var (owner, totp, thief) = await LogInAsync(server);
        thief.ForwardedFor = "192.0.2.1";
        for (var i = 0; i < 24; i++)
        {
            await TestTotp.VerifyAsync(thief, totp.WrongCode(server));
            server.Clock.Advance(TimeSpan.FromSeconds(11));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await TestTotp.VerifyAsync(thief, totp.Code(server))).Status);
        var again = await owner.User.StartLoginAsync(server, fingerprint: owner.Fingerprint);
        (await TestTotp.VerifyAsync(again, totp.Code(server))).ShouldSucceed();
        (await again.ActivateAsync()).ShouldSucceed();
    }

    [Fact]
    public async Task Challenges_of_a_stranger_do_not_keep_a_security_key_out()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--throttling", "true", "--num-proxies", "1");
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await SoftwareAuthenticator.AddAsync(alice, "https://vault.example.com");
        var thief = await alice.User.StartLoginAsync(server);
        thief.ForwardedFor = "192.0.2.1";
        for (var i = 0; i < 12; i++)
        {
            await thief.PutAsync("/authentication/webauthn-verify/", """{"origin":"https://vault.example.com"}""");
            await SoftwareAuthenticator.VerifyAsync(thief, "{}");
        }

        var login = await alice.User.StartLoginAsync(server);
        (await SoftwareAuthenticator.VerifyAsync(login, key.Sign(await key.ChallengeAsync(login)))).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Where_a_user_has_one_session_it_ends_when_the_next_one_is_complete(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--allow-multiple-sessions", "false");
        var (owner, totp, thief) = await LogInAsync(server);
        (await owner.GetAsync("/datastore/")).ShouldSucceed();

        (await TestTotp.VerifyAsync(thief, totp.Code(server))).ShouldSucceed();
        (await thief.ActivateAsync()).ShouldSucceed();

        Assert.Equal(HttpStatusCode.Unauthorized, (await owner.GetAsync("/datastore/")).Status);
    }

    [Theory, BothDatabases]
    public async Task Places_of_logins_that_stay_half_done_are_not_known(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (owner, _, _) = await LogInAsync(server);
        for (var i = 0; i < 70; i++)
            await owner.User.StartLoginAsync(server);

        Assert.Equal(2, await server.State.Database.ReadAsync(
            db => db.FirstAsync("select count(*) from login_places", row => row.GetInt64(0))));
    }

    [Theory, BothDatabases]
    public async Task A_login_has_to_be_completed_soon(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (_, totp, thief) = await LogInAsync(server);
        server.Clock.Advance(TimeSpan.FromMinutes(16));

        Assert.Equal(HttpStatusCode.Unauthorized, (await TestTotp.VerifyAsync(thief, totp.Code(server))).Status);
    }

    private static async Task<(TestSession Owner, TestTotp Totp, TestSession Thief)> LogInAsync(TestServer server)
    {
        var owner = await server.RegisterAndLogInAsync("alice");
        var totp = await TestTotp.AddAsync(server, owner);
        return (owner, totp, await owner.User.StartLoginAsync(server));
    }
}
