using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Psono.Client;
using Psono.Client.Accounts;
using Psono.Client.Vault;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Clients;

/// <summary>The client's login with an API key, and what it works with then.</summary>
public sealed class KeyLoginTests
{
    [Theory, BothDatabases]
    public async Task A_machine_works_with_the_vault_of_the_keys_owner(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var owner = await world.OpenAsync();
        await owner.Secrets.CreateAsync(VaultWorld.Content("before", "a=1"), ["Production"]);
        using var key = await CreateKeyAsync(owner);

        var session = await LogInAsync(world, key);
        Assert.Equal((world.Username, "2026-11-23T19:22:46.181998+00:00"), (session.Username, session.ValidTill));
        var machine = world.Open(session);
        var id = await machine.Secrets.CreateAsync(VaultWorld.Content("made by a machine", "b=2"), ["Production"]);
        var item = (await machine.Datastore.ReadAsync()).Items.Single(item => item.Name == "before");
        Assert.True(await machine.Secrets.UpdateAsync(item, content =>
        {
            content.SetVariable("a", "new");
            return true;
        }));
        Assert.Equal("API key k", Assert.Single(await machine.Secrets.ListVersionsAsync(item)).Username);
        await machine.Secrets.MoveAsync(item, []);
        Assert.Empty(await machine.Unfiled.ListAsync(await machine.Datastore.ReadAsync()));
        Assert.NotEmpty(await machine.TreeHistory.ListAsync());

        var tree = await owner.Datastore.ReadAsync();
        Assert.Equal(["before", "made by a machine"], tree.Items.Select(item => item.Name).Order(StringComparer.Ordinal));
        using (var secret = await owner.Secrets.ReadAsync(tree.Items.Single(item => item.SecretId == id)))
            Assert.Equal("2", secret.Parse().GetVariables()[0].Value);
        await machine.LogoutAsync();
        Assert.Equal(
            PsonoFailure.SessionEnded, (await Assert.ThrowsAsync<PsonoApiException>(() => machine.Datastore.ReadAsync())).Failure);
    }

    [Theory, BothDatabases]
    public async Task What_is_in_no_folder_is_found_without_a_look_at_the_API_keys(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var owner = await world.OpenAsync();
        var id = await owner.Secrets.CreateAsync(VaultWorld.Content("lost", "a=1"), []);
        await owner.Datastore.UpdateAsync(tree => tree.Items.Single().Remove());
        world.Server.Clock.Advance(TimeSpan.FromHours(25));
        var again = world.Open(await world.NewSessionAsync());
        using var key = await CreateKeyAsync(again);
        var machine = world.Open(await LogInAsync(world, key));
        Assert.Equal(id, Assert.Single(await machine.Unfiled.ListAsync(await machine.Datastore.ReadAsync())).SecretId);
    }

    [Fact]
    public async Task A_restricted_key_is_told_apart_and_leaves_no_session()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var owner = await world.OpenAsync();
        using var key = await owner.ApiKeys.CreateAsync(new VaultApiKeyRights("k"));
        var refused = await Assert.ThrowsAsync<PsonoApiException>(() => LogInAsync(world, key));
        Assert.Equal(PsonoFailure.RestrictedKey, refused.Failure);
        Assert.Equal(1, await TestSecret.CountRowsAsync(world.Server, "tokens"));
    }

    [Fact]
    public async Task A_key_of_another_client_logs_in_with_its_own_private_key_only()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var owner = await world.OpenAsync();
        using var key = await CreateKeyAsync(owner);
        using var random = SecretKey.Generate();
        await world.Server.State.Database.WriteAsync(db => db.ExecuteAsync(
            "update api_keys set verify_key = @key", ("@key", Convert.ToHexStringLower(Ed25519.VerifyKey(random)))));
        var refused = await Assert.ThrowsAsync<PsonoApiException>(() => LogInAsync(world, key));
        Assert.Equal("Signature invalid.", refused.ServerCode);
        Assert.Equal(world.Username, (await LogInAsync(world, key, privateKey: random)).Username);
    }

    [Fact]
    public async Task Another_secret_key_opens_nothing_and_leaves_no_session()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var owner = await world.OpenAsync();
        using var key = await CreateKeyAsync(owner);
        using var wrong = SecretKey.Generate();
        var refused = await Assert.ThrowsAsync<PsonoApiException>(
            () => LogInAsync(world, key, secretKey: wrong, privateKey: key.PrivateKey));
        Assert.Equal(PsonoFailure.NotAuthentic, refused.Failure);
        Assert.Equal(1, await TestSecret.CountRowsAsync(world.Server, "tokens"));
    }

    [Theory]
    [InlineData("login_info_signature")]
    [InlineData("login_info")]
    [InlineData("server_session_public_key")]
    public async Task An_answer_that_the_server_did_not_sign_is_not_believed(string member)
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        using var key = await CreateKeyAsync(await world.OpenAsync());
        using var other = SecretKey.Generate();
        var network = new ChangingNetwork(answer =>
        {
            var text = answer[member]!.GetValue<string>();
            answer[member] = member == "server_session_public_key" ? PublicKey.Of(other).ToHex() : (text[0] == 'a' ? "b" : "a") + text[1..];
        });
        var refused = await Assert.ThrowsAsync<PsonoApiException>(() => LogInAsync(world, key, network: network));
        Assert.Equal(PsonoFailure.NotAuthentic, refused.Failure);
    }

    private static Task<VaultApiKey> CreateKeyAsync(VaultClient owner) =>
        owner.ApiKeys.CreateAsync(new VaultApiKeyRights("k") { Write = true, RestrictToSecrets = false });

    private static async Task<VaultSession> LogInAsync(
        VaultWorld world, VaultApiKey key, SecretKey? secretKey = null, SecretKey? privateKey = null, DelegatingHandler? network = null)
    {
        var transport = world.Transport(network);
        var credentials = new ApiKeyCredentials
        {
            ApiKeyId = key.Id,
            ApiSecretKey = secretKey ?? key.SecretKey,
            ApiPrivateKey = privateKey,
        };
        return await VaultClient.LoginWithApiKeyAsync(
            transport, await VaultWorld.IdentityAsync(transport), credentials, world.Server.Clock);
    }

    /// <summary>Somebody in between who changes the answer to the login.</summary>
    private sealed class ChangingNetwork(Action<JsonObject> change) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!request.RequestUri!.AbsolutePath.EndsWith("/api-key/login/", StringComparison.Ordinal)
                || response.StatusCode != HttpStatusCode.OK)
                return response;
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
            change(answer);
            response.Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json");
            return response;
        }
    }
}
