using System.Text.Json.Nodes;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.SecondFactors;

namespace Psono.Server.Tests.Clients;

public sealed class SecondFactorClientTests
{
    private const string KeyId = "cccccccbcdef";
    private const string Origin = "https://vault.example.com";

    [Theory, BothDatabases]
    public async Task Methods_are_added_listed_used_and_removed(DatabaseKind kind)
    {
        await using var yubico = await TestYubico.StartAsync();
        await using var world = await VaultWorld.CreateAsync(kind, yubico.Arguments);
        var factors = (await world.OpenAsync()).SecondFactors;
        Assert.Empty(await factors.ListAsync());

        var totp = await factors.BeginTotpAsync("phone");
        Assert.StartsWith(
            "otpauth://totp/Psono:alice%40example.com?secret=" + totp.Key, totp.Url("alice@example.com"), StringComparison.Ordinal);
        var app = new TestTotp(totp.Id.ToString(), totp.Key);
        Assert.Equal(
            "incorrect verification code",
            (await Assert.ThrowsAsync<PsonoApiException>(() => factors.ConfirmTotpAsync(totp.Id, app.WrongCode(world.Server)))).Message);
        await factors.ConfirmTotpAsync(totp.Id, $" {app.Code(world.Server)} ");
        var yubiKey = await factors.AddYubiKeyAsync("key", yubico.Touch(KeyId));
        world.Server.Clock.Advance(TimeSpan.FromSeconds(30));

        var all = await factors.ListAsync();
        Assert.Equal(
            [new(SecondFactorKind.Totp, totp.Id, "phone", true), new(SecondFactorKind.YubiKey, yubiKey, "key", true)], all);
        await LogInAsync(world, _ => SecondFactorAnswer.Totp(app.Code(world.Server)));
        await LogInAsync(world, _ => SecondFactorAnswer.YubiKey(yubico.Touch(KeyId)));
        await LogInWithCodeAsync(world, yubico.Touch(KeyId));
        world.Server.Clock.Advance(TimeSpan.FromSeconds(30));
        await LogInWithCodeAsync(world, app.Code(world.Server));
        foreach (var factor in all)
            await factors.RemoveAsync(factor);
        Assert.Empty(await factors.ListAsync());
        await world.LogInAsync();
    }

    [Theory, BothDatabases]
    public async Task A_security_key_is_set_up_and_used_by_a_browser(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var factors = (await world.OpenAsync()).SecondFactors;
        var begun = await factors.BeginWebAuthnAsync("key", Origin);
        var key = new SoftwareAuthenticator(Origin);
        await factors.ConfirmWebAuthnAsync(begun.Id, key.Register(JsonNode.Parse(begun.Options.GetRawText())!.AsObject()));

        await LogInAsync(world, challenge =>
        {
            Assert.Equal([SecondFactorKind.WebAuthn], challenge.Kinds);
            var options = challenge.AskWebAuthnAsync(Origin).GetAwaiter().GetResult();
            return SecondFactorAnswer.WebAuthn(key.Sign(JsonNode.Parse(options.GetRawText())!.AsObject()));
        });

        // Whoever can only type codes is told.
        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => LogInWithCodeAsync(world, "123456"));
        Assert.Equal(PsonoFailure.SecondFactorRequired, failure.Failure);
        await factors.RemoveAsync(Assert.Single(await factors.ListAsync()));
    }

    [Fact]
    public async Task Where_all_methods_are_required_all_are_asked_for()
    {
        await using var yubico = await TestYubico.StartAsync();
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite, [.. yubico.Arguments, "--multifactor-enabled", "true"]);
        var factors = (await world.OpenAsync()).SecondFactors;
        var totp = await factors.BeginTotpAsync("phone");
        var app = new TestTotp(totp.Id.ToString(), totp.Key);
        await factors.ConfirmTotpAsync(totp.Id, app.Code(world.Server));
        await factors.AddYubiKeyAsync("key", yubico.Touch(KeyId));
        world.Server.Clock.Advance(TimeSpan.FromSeconds(30));
        var asked = new List<string>();

        await LogInAsync(world, challenge =>
        {
            asked.Add($"{string.Join(' ', challenge.Kinds)}{(challenge.Previous is null ? "" : " again")}");
            return asked.Count == 1 ? SecondFactorAnswer.Totp(app.WrongCode(world.Server))
                : challenge.Kinds.Contains(SecondFactorKind.Totp) ? SecondFactorAnswer.Totp(app.Code(world.Server))
                : SecondFactorAnswer.YubiKey(yubico.Touch(KeyId));
        });

        Assert.Equal(["Totp YubiKey", "Totp YubiKey again", "YubiKey"], asked);
    }

    [Fact]
    public async Task An_account_that_has_to_set_two_step_login_up_is_told()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite, "--require-second-factor", "true");
        var client = await world.OpenAsync();

        var refused = await Assert.ThrowsAsync<PsonoApiException>(() => client.ApiKeys.ListAsync());

        Assert.Equal("SECOND_FACTOR_SETUP_REQUIRED", refused.ServerCode);
        Assert.Equal("this server requires two-step login, and the account does not have it yet", refused.Message);
        Assert.Empty(await client.SecondFactors.ListAsync());
    }

    private static async Task<VaultSession> LogInAsync(VaultWorld world, Func<SecondFactorChallenge, SecondFactorAnswer> answer)
    {
        var transport = world.Transport();
        var credentials = new VaultCredentials
        {
            Username = world.Username,
            Password = VaultWorld.Password,
            SecondFactor = (challenge, _) => Task.FromResult(answer(challenge)),
        };
        return await VaultClient.LoginAsync(transport, await VaultWorld.IdentityAsync(transport), credentials, world.Server.Clock);
    }

    private static async Task<VaultSession> LogInWithCodeAsync(VaultWorld world, string code)
    {
        var transport = world.Transport();
        var credentials = new VaultCredentials
        {
            Username = world.Username,
            Password = VaultWorld.Password,
            OneTimePassword = _ => Task.FromResult(code),
        };
        return await VaultClient.LoginAsync(transport, await VaultWorld.IdentityAsync(transport), credentials, world.Server.Clock);
    }
}
