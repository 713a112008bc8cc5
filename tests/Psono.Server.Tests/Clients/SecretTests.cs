using Psono.Client;
using Psono.Client.Vault;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

public sealed class SecretTests
{
    [Theory, BothDatabases]
    public async Task A_secret_is_made_listed_and_read(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var id = await client.Secrets.CreateAsync(VaultWorld.Content("database", "db_host=h", "db_password=p"), ["Production", "Europe"]);

        var item = Assert.Single((await (await world.OpenAsync()).Datastore.ReadAsync()).Items);
        Assert.Equal(("database", id, "environment_variables"), (item.Name, item.SecretId!.Value, item.Type));
        Assert.Equal(["Production", "Europe"], item.Folder);
        using var secret = await client.Secrets.ReadAsync(item);
        Assert.Equal(
            [("db_host", "h"), ("db_password", "p")], secret.Parse().GetVariables().Select(variable => (variable.Key, variable.Value)));
    }

    [Theory, BothDatabases]
    public async Task A_change_keeps_what_it_does_not_touch_and_the_version_before(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var content = VaultWorld.Content("database", "a=1");
        content.Set("custom_member", new System.Text.Json.Nodes.JsonArray(1, "x"));
        await client.Secrets.CreateAsync(content, []);
        var item = await ItemAsync(client);

        Assert.True(await client.Secrets.UpdateAsync(item, Set("a", "2")));
        Assert.False(await client.Secrets.UpdateAsync(item, _ => false));

        using var secret = await client.Secrets.ReadAsync(item);
        Assert.Equal("2", secret.Parse().GetVariables()[0].Value);
        Assert.Equal("[1,\"x\"]", secret.Parse().Get("custom_member")!.ToJsonString());
        var version = Assert.Single(await client.Secrets.ListVersionsAsync(item));
        Assert.Equal("alice@example.com", version.Username);
        using var before = await client.Secrets.ReadVersionAsync(item, version.Id);
        Assert.Equal("1", before.Parse().GetVariables()[0].Value);
    }

    [Theory, BothDatabases]
    public async Task A_version_is_restored_with_its_title(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        await client.Secrets.CreateAsync(VaultWorld.Content("first", "a=1"), []);
        await client.Secrets.UpdateAsync(await ItemAsync(client), Rename("second"));
        Assert.Equal("second", (await ItemAsync(client)).Name);

        world.Server.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.Secrets.UpdateAsync(await ItemAsync(client), Set("a", "2"));
        var versions = await client.Secrets.ListVersionsAsync(await ItemAsync(client));
        Assert.Equal(2, versions.Count);
        await client.Secrets.RestoreVersionAsync(await ItemAsync(client), versions[^1].Id);

        Assert.Equal("first", (await ItemAsync(client)).Name);
        using var secret = await client.Secrets.ReadAsync(await ItemAsync(client));
        Assert.Equal("1", secret.Parse().GetVariables()[0].Value);
        Assert.Equal(3, (await client.Secrets.ListVersionsAsync(await ItemAsync(client))).Count);
    }

    [Theory, BothDatabases]
    public async Task An_entry_goes_into_the_trash_out_of_it_and_away(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        await client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []);
        var item = await ItemAsync(client);

        await client.Secrets.TrashAsync(item);
        Assert.True((await ItemAsync(client)).IsInTrash);
        await client.Secrets.UntrashAsync(item);
        Assert.False((await ItemAsync(client)).IsInTrash);
        await client.Secrets.DeleteAsync(item);
        Assert.Empty((await client.Datastore.ReadAsync()).Items);
        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => client.Secrets.ReadAsync(item));
        Assert.Equal("NO_PERMISSION_OR_NOT_EXIST", failure.ServerCode);
        await client.Secrets.DeleteAsync(item);
    }

    [Theory, BothDatabases]
    public async Task An_entry_that_is_gone_cannot_be_changed(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        await client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []);
        var item = await ItemAsync(client);
        await (await world.OpenAsync()).Secrets.DeleteAsync(item);

        Assert.Equal(PsonoFailure.NotFound, (await Assert.ThrowsAsync<PsonoApiException>(() => client.Secrets.TrashAsync(item))).Failure);
    }

    [Theory, BothDatabases]
    public async Task Two_clients_that_write_at_once_lose_nothing(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var clients = new[] { await world.OpenAsync(), await world.OpenAsync() };
        await clients[0].Secrets.CreateAsync(VaultWorld.Content("contended", "start=0"), []);
        var item = await ItemAsync(clients[0]);

        await Task.WhenAll(clients.Select((client, index) => Task.Run(async () =>
        {
            for (var i = 0; i < 8; i++)
            {
                await client.Secrets.UpdateAsync(item, Set($"v{index}_{i}", "x"));
                await client.Secrets.CreateAsync(VaultWorld.Content($"e{index}_{i}", "a=1"), ["Folder"]);
            }
        })));

        using var secret = await clients[0].Secrets.ReadAsync(item);
        Assert.Equal(17, secret.Parse().GetVariables().Count);
        Assert.Equal(17, (await clients[0].Datastore.ReadAsync()).Items.Count());
    }

    private static async Task<DatastoreItem> ItemAsync(VaultClient client) => Assert.Single((await client.Datastore.ReadAsync()).Items);

    private static Func<SecretContent, bool> Set(string name, string value) => content =>
    {
        content.SetVariable(name, value);
        return true;
    };

    private static Func<SecretContent, bool> Rename(string title) => content =>
    {
        content.Set("environment_variables_title", title);
        return true;
    };
}
