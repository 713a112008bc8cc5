using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.Http;
using Psono.Client.Vault;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

public sealed class ApiKeyTests
{
    [Theory, BothDatabases]
    public async Task A_key_reads_what_it_was_granted_and_nothing_else(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var granted = await client.Secrets.CreateAsync(VaultWorld.Content("granted", "db_host=h"), []);
        var other = await client.Secrets.CreateAsync(VaultWorld.Content("other", "a=1"), []);
        using var key = await client.ApiKeys.CreateAsync(new VaultApiKeyRights("service key"));
        await client.ApiKeys.GrantAsync(key, (await client.Datastore.ReadAsync()).Items.Single(item => item.SecretId == granted));

        using var machine = Machine(world, key);
        using var secret = Assert.Single(await machine.ReadManyAsync());
        Assert.Equal(
            (granted, "db_host", "h"), (secret.SecretId, secret.Parse().GetVariables()[0].Key, secret.Parse().GetVariables()[0].Value));
        await Assert.ThrowsAsync<PsonoApiException>(() => machine.ReadAsync(other));
        await Assert.ThrowsAsync<PsonoApiException>(() => machine.UpdateAsync(granted, _ => true));
    }

    [Theory, BothDatabases]
    public async Task A_key_is_shown_again_to_its_owner(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var rights = new VaultApiKeyRights("k") { Write = true, RestrictToSecrets = false, AllowInsecureAccess = true };
        using var made = await client.ApiKeys.CreateAsync(rights);

        using var shown = await (await world.OpenAsync()).ApiKeys.ReadAsync(made.Id);

        Assert.Equal((rights, true), (shown.Rights, shown.IsActive));
        Assert.Equal(made.SecretKey.ToHex(), shown.SecretKey.ToHex());
        Assert.Equal(made.PrivateKey.ToHex(), shown.PrivateKey.ToHex());
        var entry = Assert.Single(await client.ApiKeys.ListAsync());
        Assert.Equal(
            (made.Id, "k", true, true, false, true),
            (entry.Id, entry.Title, entry.Read, entry.Write, entry.RestrictToSecrets, entry.AllowInsecureAccess));
    }

    [Theory, BothDatabases]
    public async Task A_grant_has_the_title_of_its_secret_until_it_is_taken_back(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var title = "a title " + string.Concat(Enumerable.Repeat("ä😀", 100));
        var id = await client.Secrets.CreateAsync(VaultWorld.Content(title, "a=1"), []);
        using var key = await client.ApiKeys.CreateAsync(new VaultApiKeyRights("k"));
        var grantId = await client.ApiKeys.GrantAsync(key, (await client.Datastore.ReadAsync()).Items.Single());

        var grant = Assert.Single(await client.ApiKeys.ListGrantsAsync(key.Id));
        Assert.Equal((grantId, id), (grant.Id, grant.SecretId));
        Assert.StartsWith(grant.Title, title, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(grant.Title), 107, 112);
        await client.ApiKeys.RevokeAsync(grantId);
        Assert.Empty(await client.ApiKeys.ListGrantsAsync(key.Id));
        using var machine = Machine(world, key);
        Assert.Empty(await machine.ReadManyAsync());
    }

    [Theory, BothDatabases]
    public async Task A_machine_names_secrets_by_title_and_a_new_title_reaches_it(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        await client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []);
        await client.Secrets.CreateAsync(VaultWorld.Content("mail", "a=2"), []);
        var items = (await client.Datastore.ReadAsync()).Items.OrderBy(item => item.Name).ToList();
        using var key = await client.ApiKeys.CreateAsync(new VaultApiKeyRights("k"));
        foreach (var item in items)
            await client.ApiKeys.GrantAsync(key, item);

        var network = new RecordingNetwork();
        using var machine = new ApiKeyClient(world.Transport(network), key.Id, SecretKey.FromBytes(key.SecretKey.Bytes));
        Assert.Equal("mail", Assert.Single(await machine.ReadNamedAsync(["mail"])).Title);
        Assert.Equal(
            ["mail", "database"],
            (await machine.ReadNamedAsync(["mail", $"{items[0].SecretId}", "database"])).Select(secret => secret.Title));
        Assert.Equal(items[0].SecretId, await machine.FindAsync("database"));
        Assert.Equal(3, network.Requests.Count);

        await client.Secrets.UpdateAsync(items[1], content =>
        {
            content.Set("environment_variables_title", "post");
            return true;
        });
        Assert.Equal("post", Assert.Single(await machine.ReadNamedAsync(["post"])).Title);
        Assert.Equal(5, network.Requests.Count);
        await client.ApiKeys.RetitleAsync(items[1].SecretId!.Value, "post");
        Assert.Equal("post", Assert.Single(await machine.ReadNamedAsync(["post"])).Title);
        Assert.Equal(6, network.Requests.Count);
        Assert.Equal(["database", "post"], (await client.ApiKeys.ListGrantsAsync(key.Id)).Select(grant => grant.Title).Order());
        Assert.Equal(PsonoFailure.NotFound, (await Assert.ThrowsAsync<PsonoApiException>(() => machine.ReadNamedAsync(["mail"]))).Failure);
    }

    [Theory, BothDatabases]
    public async Task What_a_server_swaps_is_refused_and_what_other_clients_granted_can_be_bound(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        await client.Secrets.CreateAsync(VaultWorld.Content("one", "a=1"), []);
        await client.Secrets.CreateAsync(VaultWorld.Content("two", "a=2"), []);
        var items = (await client.Datastore.ReadAsync()).Items.OrderBy(item => item.Name).ToList();
        using var key = await client.ApiKeys.CreateAsync(new VaultApiKeyRights("k") { Write = true });
        await client.ApiKeys.GrantAsync(key, items[0]);
        await GrantAsOthersDoAsync(world, key, items[1]);
        using var machine = Machine(world, key);
        using var strict = Machine(world, key);
        strict.RequireBoundGrants = true;

        Assert.Equal([true, false], (await machine.ReadNamedAsync(["one", "two"])).Select(secret => secret.IsBound));
        await ShouldFailAsync(PsonoFailure.Unbound, () => strict.ReadManyAsync());
        var grants = await client.ApiKeys.ListGrantsAsync(key.Id);
        var unbound = grants.Single(grant => grant.SecretId == items[1].SecretId);
        await ShouldFailAsync(PsonoFailure.NotFound, () => client.ApiKeys.GrantAgainAsync(key, unbound, items[0]));
        await client.ApiKeys.GrantAgainAsync(key, unbound, items[1]);
        Assert.Equal(2, (await strict.ReadManyAsync()).Count);
        Assert.Equal(grants, await client.ApiKeys.ListGrantsAsync(key.Id));

        await SwapAsync(world);
        await ShouldFailAsync(PsonoFailure.Swapped, () => machine.ReadManyAsync());
        await ShouldFailAsync(PsonoFailure.Swapped, () => machine.ReadAsync(items[0].SecretId!.Value));
        await ShouldFailAsync(PsonoFailure.Swapped, () => machine.UpdateAsync(items[1].SecretId!.Value, _ => true));
    }

    private static async Task ShouldFailAsync(PsonoFailure failure, Func<Task> action) =>
        Assert.Equal(failure, (await Assert.ThrowsAsync<PsonoApiException>(action)).Failure);

    /// <summary>Under a random nonce, and without a title for the key.</summary>
    private static async Task GrantAsOthersDoAsync(VaultWorld world, VaultApiKey key, Protocol.Datastores.DatastoreItem item)
    {
        using var itemKey = item.OpenKey();
        var (title, secretKey) = (SecretBox.Seal(world.User.SecretKey, item.Name), SecretBox.SealKey(key.SecretKey, itemKey!));
        var session = await world.User.LogInAsync(world.Server);
        (await session.PutAsync("/api-key/secret/", $$"""
            {"api_key_id":"{{key.Id}}","secret_id":"{{item.SecretId}}","title":"{{title.Text}}","title_nonce":"{{title.Nonce}}",
            "secret_key":"{{secretKey.Text}}","secret_key_nonce":"{{secretKey.Nonce}}"}
            """)).ShouldSucceed();
    }

    /// <summary>Each of the two is answered with the content and the grant of the other.</summary>
    private static async Task SwapAsync(VaultWorld world)
    {
        foreach (var (table, id, columns) in new[]
        {
            ("secrets", "id", new[] { "data", "data_nonce" }), ("api_key_secrets", "secret_id", ["secret_key", "secret_key_nonce"]),
        })
        {
            var rows = await world.Server.State.Database.ReadAsync(db => db.QueryAsync(
                $"select {id}, {columns[0]}, {columns[1]} from {table}", row => (row.GetGuid(0), row.GetString(1), row.GetString(2))));
            await world.Server.State.Database.WriteAsync(async db =>
            {
                // The nonces of secrets are unique.
                await db.ExecuteAsync($"update {table} set {columns[1]} = {columns[1]} || 'x'");
                foreach (var ((own, _, _), (_, data, nonce)) in rows.Zip(Enumerable.Reverse(rows)))
                {
                    await db.ExecuteAsync(
                        $"update {table} set {columns[0]} = @data, {columns[1]} = @nonce where {id} = @id",
                        ("@data", data), ("@nonce", nonce), ("@id", own));
                }

                return rows.Count;
            });
        }
    }

    [Theory, BothDatabases]
    public async Task A_key_is_changed_and_deleted(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        using var key = await client.ApiKeys.CreateAsync(new VaultApiKeyRights("before"));

        await client.ApiKeys.UpdateAsync(new UpdateApiKeyRequest { ApiKeyId = key.Id, Title = "after", Write = true });
        using (var changed = await client.ApiKeys.ReadAsync(key.Id))
            Assert.Equal(new VaultApiKeyRights("after") { Write = true }, changed.Rights);
        await client.ApiKeys.DeleteAsync(key.Id);

        Assert.Empty(await client.ApiKeys.ListAsync());
        using var machine = Machine(world, key);
        await Assert.ThrowsAsync<PsonoApiException>(() => machine.InspectAsync());
        await Assert.ThrowsAsync<PsonoApiException>(() => client.ApiKeys.ReadAsync(key.Id));
    }

    [Theory, BothDatabases]
    public async Task Another_account_has_no_part_in_it(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        await client.Secrets.CreateAsync(VaultWorld.Content("granted", "a=1"), []);
        var item = (await client.Datastore.ReadAsync()).Items.Single();
        using var key = await client.ApiKeys.CreateAsync(new VaultApiKeyRights("k"));
        var mallory = await TestUser.RegisterAsync(world.Server, "mallory");
        var other = world.Open(await world.NewSessionAsync(mallory));

        Assert.Empty((await other.Datastore.ReadAsync()).Items);
        Assert.Empty(await other.ApiKeys.ListAsync());
        await Assert.ThrowsAsync<PsonoApiException>(() => other.Secrets.ReadAsync(item));
        await Assert.ThrowsAsync<PsonoApiException>(() => other.ApiKeys.ReadAsync(key.Id));
        await Assert.ThrowsAsync<PsonoApiException>(() => other.ApiKeys.DeleteAsync(key.Id));
        using var mine = await other.ApiKeys.CreateAsync(new VaultApiKeyRights("mine"));
        await Assert.ThrowsAsync<PsonoApiException>(() => other.ApiKeys.GrantAsync(mine, item));
    }

    private static ApiKeyClient Machine(VaultWorld world, VaultApiKey key) =>
        new(new HttpTransport(new Uri(world.Server.Url + "/server"), new HttpOptions()), key.Id, SecretKey.FromBytes(key.SecretKey.Bytes));
}
