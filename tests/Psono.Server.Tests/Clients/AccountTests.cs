using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

public sealed class AccountTests
{
    private const string NewPassword = "Another-Horse-Battery-2";

    [Theory, BothDatabases]
    public async Task A_new_password_opens_the_same_keys_and_the_old_one_nothing(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        await (await world.OpenAsync()).Account.ChangePasswordAsync(world.Credentials, NewPassword);

        var after = await world.LogInAsync(NewPassword);
        Assert.Equal(world.User.SecretKey.ToHex(), after.UserSecretKey);
        Assert.Equal(world.User.PrivateKey.ToHex(), after.UserPrivateKey);
        Assert.Equal("USERNAME_OR_PASSWORD_WRONG", (await Assert.ThrowsAsync<PsonoApiException>(() => world.LogInAsync())).ServerCode);
    }

    [Theory, BothDatabases]
    public async Task Who_does_not_know_the_password_changes_nothing(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var account = (await world.OpenAsync()).Account;
        var wrong = new VaultCredentials { Username = world.Username, Password = "Wrong-Horse-Battery-1" };

        Assert.Equal(
            "OLD_PASSWORD_INCORRECT",
            (await Assert.ThrowsAsync<PsonoApiException>(() => account.ChangePasswordAsync(wrong, NewPassword))).ServerCode);
        Assert.Equal(
            "OLD_PASSWORD_INCORRECT",
            (await Assert.ThrowsAsync<PsonoApiException>(() => account.ChangeEmailAsync(wrong, "a@example.org"))).ServerCode);
        Assert.Equal("PASSWORD_INCORRECT", (await Assert.ThrowsAsync<PsonoApiException>(() => account.DeleteAsync(wrong))).ServerCode);
        await world.User.LogInAsync(world.Server);
    }

    [Theory, BothDatabases]
    public async Task An_email_address_that_was_given_up_is_free_for_others(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        await (await world.OpenAsync()).Account.ChangeEmailAsync(world.Credentials, "alice@example.org");

        Assert.Equal(
            "USER_WITH_EMAIL_ALREADY_EXISTS",
            (await Assert.ThrowsAsync<PsonoApiException>(() => RegisterAsync(world, "alice@example.org"))).ServerCode);
        var body = new TestUser { Username = "bob@example.com" }.RegisterBody();
        body["email"] = world.Username;
        (await world.Server.PostAsync("/authentication/register/", body.ToJsonString())).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task A_deleted_account_is_gone_with_its_sessions(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        await client.Account.DeleteAsync(world.Credentials);

        Assert.Equal(PsonoFailure.SessionEnded, (await Assert.ThrowsAsync<PsonoApiException>(() => client.ListSessionsAsync())).Failure);
        await Assert.ThrowsAsync<PsonoApiException>(() => world.LogInAsync());
    }

    [Theory, BothDatabases]
    public async Task Another_session_is_ended_from_this_one(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var here = await world.OpenAsync();
        var there = world.Open(await world.NewSessionAsync());
        await here.EndSessionAsync(Assert.Single(await here.ListSessionsAsync(), session => !session.CurrentSession).Id);

        Assert.Equal(PsonoFailure.SessionEnded, (await Assert.ThrowsAsync<PsonoApiException>(() => there.ListSessionsAsync())).Failure);
        Assert.Single(await here.ListSessionsAsync());
    }

    private static async Task RegisterAsync(VaultWorld world, string email)
    {
        var transport = world.Transport();
        var credentials = new VaultCredentials { Username = "bob@example.com", Password = VaultWorld.Password };
        await VaultClient.RegisterAsync(transport, await VaultWorld.IdentityAsync(transport), credentials, email);
    }
}
