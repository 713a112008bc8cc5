using Psono.Client;
using Psono.Client.Vault;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Clients;

public sealed class UnfiledTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Theory, BothDatabases]
    public async Task A_secret_that_no_tree_lists_is_shown_after_a_day_and_can_be_deleted(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var kept = await client.Secrets.CreateAsync(VaultWorld.Content("kept", "a=1"), []);
        var lost = await client.Secrets.CreateAsync(VaultWorld.Content("lost", "a=1"), ["Folder"]);
        await client.Secrets.TrashAsync((await client.Datastore.ReadAsync()).Items.Single(item => item.SecretId == kept));
        await OverwriteAsync(client, lost);

        world.Server.Clock.Advance(Day - TimeSpan.FromSeconds(1));
        client = world.Open(await world.NewSessionAsync());
        Assert.Empty(await ListAsync(client));
        world.Server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(lost, Assert.Single(await ListAsync(client)).SecretId);

        await client.Unfiled.DeleteAsync(lost);

        Assert.Empty(await ListAsync(client));
        Assert.Equal(1, await TestSecret.CountRowsAsync(world.Server, "secrets"));
    }

    [Theory, BothDatabases]
    public async Task What_is_filed_or_of_others_cannot_be_deleted_as_unfiled(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var filed = await client.Secrets.CreateAsync(VaultWorld.Content("filed", "a=1"), []);
        var bob = await world.Server.RegisterAndLogInAsync("bob");
        var foreign = await TestSecret.CreateAsync(bob, await TestDatastore.CreateAsync(bob));
        world.Server.Clock.Advance(Day);
        client = world.Open(await world.NewSessionAsync());
        var young = await client.Secrets.CreateAsync(VaultWorld.Content("young", "a=1"), []);
        await OverwriteAsync(client, young);

        Assert.Empty(await ListAsync(client));
        foreach (var id in new[] { filed, foreign.Id, young, Guid.NewGuid() })
            await ShouldRefuseToDeleteAsync(client, id);
        Assert.Equal(3, await TestSecret.CountRowsAsync(world.Server, "secrets"));
    }

    [Fact]
    public async Task The_API_keys_that_still_read_a_lost_secret_are_told()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await world.OpenAsync();
        var lost = await client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []);
        using (var key = await client.ApiKeys.CreateAsync(new VaultApiKeyRights("service key")))
            await client.ApiKeys.GrantAsync(key, Assert.Single((await client.Datastore.ReadAsync()).Items));
        await OverwriteAsync(client, lost);
        world.Server.Clock.Advance(Day);
        client = world.Open(await world.NewSessionAsync());

        Assert.Equal([new UnfiledGrant("service key", "database")], Assert.Single(await ListAsync(client)).Grants);
    }

    [Fact]
    public async Task A_secret_in_another_password_datastore_is_filed_also_if_that_was_made_later()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await world.OpenAsync();
        var lost = await client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []);
        await OverwriteAsync(client, lost);
        world.Server.Clock.Advance(Day);
        client = world.Open(await world.NewSessionAsync());
        Assert.Single(await ListAsync(client));

        await MakeDatastoreAsync(world, lost);

        Assert.Empty(await ListAsync(client));
        await ShouldRefuseToDeleteAsync(client, lost);
    }

    [Fact]
    public async Task A_client_that_knows_all_secrets_is_sent_no_list()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        using var network = new ListLengths();
        var client = await world.OpenAsync(network);
        for (var i = 0; i < 30; i++)
            await client.Secrets.CreateAsync(VaultWorld.Content($"secret {i}", "a=1"), []);

        await ListAsync(client);

        Assert.InRange(Assert.Single(network.Lengths), 1, 200);
    }

    private static async Task<IReadOnlyList<UnfiledSecret>> ListAsync(VaultClient client) =>
        await client.Unfiled.ListAsync(await client.Datastore.ReadAsync());

    private static async Task ShouldRefuseToDeleteAsync(VaultClient client, Guid secretId)
    {
        var refused = await Assert.ThrowsAsync<PsonoApiException>(() => client.Unfiled.DeleteAsync(secretId));
        Assert.Equal(PsonoFailure.NotFound, refused.Failure);
    }

    /// <summary>As a client does that read the tree before the secret was in it, and does not look before it writes.</summary>
    private static Task OverwriteAsync(VaultClient client, Guid secretId) =>
        client.Datastore.UpdateAsync(tree => tree.Items.Single(item => item.SecretId == secretId).Remove());

    private static async Task MakeDatastoreAsync(VaultWorld world, Guid secretId)
    {
        using var key = SecretKey.Generate();
        using var secretKey = SecretKey.Generate();
        var tree = DatastoreTree.Empty(Guid.NewGuid());
        tree.Add(new NewDatastoreItem(Guid.NewGuid(), Protocol.Secrets.SecretType.EnvironmentVariables, "found", secretId, secretKey), []);
        var (data, sealedKey) = (SecretBox.Seal(key, tree.ToUtf8()), SecretBox.SealKey(world.User.SecretKey, key));
        var body = TestDatastore.Body("Second", isDefault: false);
        (body["data"], body["data_nonce"]) = (data.Text, data.Nonce);
        (body["secret_key"], body["secret_key_nonce"]) = (sealedKey.Text, sealedKey.Nonce);
        var session = await world.User.LogInAsync(world.Server);
        (await session.PutAsync("/datastore/", body.ToJsonString())).ShouldSucceed();
    }

    /// <summary>How long the answers are that could be lists of links.</summary>
    private sealed class ListLengths : DelegatingHandler
    {
        public List<long> Lengths { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.EndsWith("/secret/link/", StringComparison.Ordinal))
                Lengths.Add((await response.Content.ReadAsByteArrayAsync(cancellationToken)).Length);
            return response;
        }
    }
}
