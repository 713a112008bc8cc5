using Psono.Client;
using Psono.Client.Accounts;
using Psono.Protocol.Recovery;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

public sealed class RecoveryTests
{
    private const string NewPassword = "Another-Horse-Battery-2";

    [Theory, BothDatabases]
    public async Task A_recovery_code_in_any_form_sets_a_new_password_that_opens_the_same_keys(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var owner = await world.OpenAsync();
        Assert.Equal(false, (await owner.Account.StatusAsync()).PsonoNet!.RecoveryCode);
        using var code = await owner.Recovery.CreateCodeAsync(world.Username);
        Assert.Equal(true, (await owner.Account.StatusAsync()).PsonoNet!.RecoveryCode);
        (string, string)[] forms = [(code.Text, NewPassword), ($" {code.Words.ToUpperInvariant()} ", NewPassword + "3")];
        foreach (var (form, password) in forms)
        {
            using var typed = RecoveryCode.Parse(form)!;
            await VaultRecovery.ResetPasswordAsync(world.Transport(), world.Username, typed, password);

            var session = await world.LogInAsync(password);
            Assert.Equal(world.User.SecretKey.ToHex(), session.UserSecretKey);
            Assert.Equal(world.User.PrivateKey.ToHex(), session.UserPrivateKey);
        }

        Assert.Equal("USERNAME_OR_PASSWORD_WRONG", (await Assert.ThrowsAsync<PsonoApiException>(() => world.LogInAsync())).ServerCode);
    }

    [Fact]
    public async Task Another_code_changes_nothing()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        using var code = await (await world.OpenAsync()).Recovery.CreateCodeAsync(world.Username);
        using var other = RecoveryCode.Generate();

        var refused = await Assert.ThrowsAsync<PsonoApiException>(
            () => VaultRecovery.ResetPasswordAsync(world.Transport(), world.Username, other, NewPassword));

        Assert.Equal(
            ("USERNAME_OR_RECOVERY_CODE_INCORRECT", "incorrect user name or recovery code"), (refused.ServerCode, refused.Message));
        await world.LogInAsync();
    }

    [Theory, BothDatabases]
    public async Task An_emergency_code_opens_the_vault_after_its_waiting_time_until_it_is_deleted(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var owner = await world.OpenAsync();
        await owner.Secrets.CreateAsync(VaultWorld.Content("database", "password=hunter2"), []);
        using var code = await owner.EmergencyCodes.CreateAsync(world.Username, "for Bob", TimeSpan.FromHours(1));
        var transport = world.Transport();
        var server = await VaultWorld.IdentityAsync(transport);
        Task<EmergencyLoginResult> LogInAsync() =>
            VaultEmergencyCodes.LoginAsync(transport, server, world.Username, code, world.Server.Clock);

        Assert.Equal(new EmergencyLoginResult(null, TimeSpan.FromHours(1)), await LogInAsync());
        world.Server.Clock.Advance(TimeSpan.FromHours(1));
        var session = (await LogInAsync()).Session!;
        var trusted = world.Open(session);
        Assert.Equal(
            "database", Assert.Single((await trusted.Datastore.ReadAsync()).Items).Name);
        Assert.Equal(403, (await Assert.ThrowsAsync<PsonoApiException>(() => trusted.Recovery.CreateCodeAsync(world.Username))).Status);

        var entry = Assert.Single(await owner.EmergencyCodes.ListAsync());
        Assert.Equal(("for Bob", 3600L), (entry.Description, entry.ActivationDelay));
        await owner.EmergencyCodes.DeleteAsync(entry.Id);
        Assert.Equal(
            PsonoFailure.SessionEnded, (await Assert.ThrowsAsync<PsonoApiException>(() => trusted.ListSessionsAsync())).Failure);
        Assert.Equal(
            "USERNAME_OR_EMERGENCY_CODE_INCORRECT", (await Assert.ThrowsAsync<PsonoApiException>(LogInAsync)).ServerCode);
    }
}
