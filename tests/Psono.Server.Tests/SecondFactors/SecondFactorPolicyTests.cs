using System.Net;
using System.Text.Json;
using Psono.Server.Configuration;
using Psono.Server.SecondFactors;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.SecondFactors;

/// <summary>A server on which every account has to have a second factor.</summary>
public sealed class SecondFactorPolicyTests
{
    private const string SetupRequired = """{"detail":"SECOND_FACTOR_SETUP_REQUIRED"}""";

    [Theory, BothDatabases]
    public async Task An_account_without_a_factor_can_only_set_one_up(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--require-second-factor", "true");
        var info = JsonElement.Parse((await server.GetAsync("/info/"))["info"]);
        Assert.True(info.GetProperty("compliance_enforce_2fa").GetBoolean());
        var session = await server.RegisterAndLogInAsync("alice");

        foreach (var path in (string[])["/datastore/", "/api-key/", "/authentication/sessions/", "/session-key/", "/share/", "/avatar/"])
        {
            var refused = await session.GetAsync(path);
            refused.ShouldBe(HttpStatusCode.Forbidden, SetupRequired);
            Assert.True(refused.WasSealed);
        }

        (await session.PutAsync("/secret/", "{}")).ShouldBe(HttpStatusCode.Forbidden, SetupRequired);
        (await session.PutAsync("/user/update/", "{}")).ShouldBe(HttpStatusCode.Forbidden, SetupRequired);
        (await session.DeleteAsync("/user/delete/", "{}")).ShouldBe(HttpStatusCode.Forbidden, SetupRequired);
        foreach (var path in (string[])
            ["/user/status/", "/user/ga/", "/user/webauthn/", "/user/yubikey-otp/", "/user/duo/", "/user/ivalt/"])
            (await session.GetAsync(path)).ShouldSucceed();

        var totp = await TestTotp.CreateAsync(session);
        (await session.GetAsync("/datastore/")).ShouldBe(HttpStatusCode.Forbidden, SetupRequired);
        (await totp.ActivateAsync(session, totp.Code(server))).ShouldSucceed();
        (await session.GetAsync("/datastore/")).ShouldSucceed();

        var alice = (await session.PostAsync("/user/search/", """{"user_username":"alice@example.com"}"""))["id"];
        await new SecondFactorStore(server.Parts.Database).RemoveAllAsync(Guid.Parse(alice));
        (await session.GetAsync("/datastore/")).ShouldBe(HttpStatusCode.Forbidden, SetupRequired);
        (await session.PostAsync("/authentication/logout/", "{}")).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task The_last_factor_can_be_replaced_but_not_removed(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--require-second-factor", "true");
        var session = await server.RegisterAndLogInAsync("alice");
        var begun = await TestTotp.CreateAsync(session);
        var first = await TestTotp.AddAsync(server, session);

        (await first.DeleteAsync(session)).ShouldRefuse("SECOND_FACTOR_REQUIRED");
        (await begun.DeleteAsync(session)).ShouldSucceed();
        (await session.GetAsync("/datastore/")).ShouldSucceed();

        var second = await TestTotp.AddAsync(server, session);
        (await first.DeleteAsync(session)).ShouldSucceed();
        (await second.DeleteAsync(session)).ShouldRefuse("SECOND_FACTOR_REQUIRED");
    }

    [Fact]
    public async Task Where_it_is_not_required_nothing_is_refused()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var session = await server.RegisterAndLogInAsync("alice");

        (await session.GetAsync("/datastore/")).ShouldSucceed();
        var info = JsonElement.Parse((await server.GetAsync("/info/"))["info"]);
        Assert.False(info.GetProperty("compliance_enforce_2fa").GetBoolean());
    }

    [Fact]
    public async Task Settings_that_would_lock_everybody_out_are_refused()
    {
        var e = await Assert.ThrowsAsync<UsageException>(() => TestServer.StartAsync(
            DatabaseKind.Sqlite, "--require-second-factor", "true", "--allowed-second-factors", "yubikey_otp"));

        Assert.Equal("--require-second-factor needs a method that --allowed-second-factors allows and that is available", e.Message);
    }
}
