using System.Net;
using Psono.Client;
using Psono.Client.Vault;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Datastores;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

public sealed class TreeHistoryTests
{
    [Theory, BothDatabases]
    public async Task A_tree_that_was_overwritten_comes_back_with_all_keys(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        await client.Secrets.CreateAsync(VaultWorld.Content("first", "a=1"), ["Folder"]);
        await client.Secrets.CreateAsync(VaultWorld.Content("second", "a=2"), []);
        var deleted = await client.Secrets.CreateAsync(VaultWorld.Content("deleted", "a=3"), []);
        await client.Datastore.UpdateAsync(tree => tree.Items.ToList().ForEach(item => item.Remove()));
        await client.Secrets.CreateAsync(VaultWorld.Content("since", "a=4"), []);
        await DeleteSecretAsync(world, deleted);

        var versions = await client.TreeHistory.ListAsync();
        var version = await client.TreeHistory.ReadAsync(versions[1].Id);
        Assert.Equal(
            [("Returns", "first"), ("Returns", "second"), ("IsGone", "deleted"), ("Stays", "since")],
            version.Differences.Select(one => ($"{one.Kind}", (one.Then ?? one.Now)!.Name))
                .OrderBy(one => Array.IndexOf(["first", "second", "deleted", "since"], one.Item2)));
        await client.TreeHistory.RestoreAsync(versions[1].Id);

        var items = (await client.Datastore.ReadAsync()).Items.ToList();
        Assert.Equal(["first", "second", "since"], items.Select(item => item.Name).Order());
        Assert.Equal(["Folder"], items.Single(item => item.Name == "first").Folder);
        foreach (var item in items)
            (await client.Secrets.ReadAsync(item)).Dispose();
        Assert.Equal(versions.Count + 1, (await client.TreeHistory.ListAsync()).Count);
    }

    [Fact]
    public async Task A_key_that_was_spoiled_is_mended_and_one_that_is_right_now_stays()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await world.OpenAsync();
        await client.Secrets.CreateAsync(VaultWorld.Content("right", "a=1"), []);
        await SetKeyAsync(client, "right", new string('0', 64), out var rightKey);
        await client.Secrets.CreateAsync(VaultWorld.Content("spoiled", "a=1"), []);
        var version = (await client.TreeHistory.ListAsync())[0].Id;
        await SetKeyAsync(client, "right", rightKey, out _);
        var before = (await client.TreeHistory.ListAsync())[0].Id;
        await SetKeyAsync(client, "spoiled", new string('1', 64), out _);

        await client.TreeHistory.RestoreAsync(before);
        await client.TreeHistory.RestoreAsync(version);

        foreach (var item in (await client.Datastore.ReadAsync()).Items)
            (await client.Secrets.ReadAsync(item)).Dispose();
    }

    [Theory, BothDatabases]
    public async Task A_secret_in_no_folder_goes_back_to_where_it_was(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var lost = await client.Secrets.CreateAsync(VaultWorld.Content("lost", "a=1"), ["Folder", "Inner"]);
        var never = await client.Secrets.CreateAsync(VaultWorld.Content("never", "a=1"), []);
        await client.Datastore.UpdateAsync(tree => tree.Items.ToList().ForEach(item => item.Remove()));
        await world.Server.State.Database.WriteAsync(db => db.ExecuteAsync(
            "delete from datastore_history where id in (select id from datastore_history order by create_date desc limit 1)"));
        world.Server.Clock.Advance(TimeSpan.FromHours(24));
        var session = await world.NewSessionAsync();
        client = world.Open(session);

        // Another client may have made another link.
        await world.Server.State.Database.WriteAsync(db => db.ExecuteAsync(
            "update secret_links set link_id = @link where secret_id = @secret", ("@link", Guid.NewGuid()), ("@secret", lost)));
        var overtaken = world.Open(session, new OvertakenNetwork("datastore/", () => client.Unfiled.RestoreAsync(lost)));
        Assert.Equal(["Folder", "Inner"], (await overtaken.Unfiled.RestoreAsync(lost))!.Folder);
        Assert.Null(await client.Unfiled.RestoreAsync(never));

        var item = Assert.Single((await client.Datastore.ReadAsync()).Items);
        Assert.Equal(("lost", "Folder/Inner"), (item.Name, string.Join('/', item.Folder)));
        (await client.Secrets.ReadAsync(item)).Dispose();
        await client.Secrets.DeleteAsync(item);
        Assert.Equal(never, Assert.Single(await client.Unfiled.ListAsync(await client.Datastore.ReadAsync())).SecretId);
    }

    [Fact]
    public async Task A_version_whose_key_does_not_open_the_secret_is_passed_over()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await world.OpenAsync();
        var lost = await client.Secrets.CreateAsync(VaultWorld.Content("lost", "a=1"), ["Folder"]);
        await SetKeyAsync(client, "lost", new string('0', 64), out _);
        await client.Datastore.UpdateAsync(tree => tree.Items.Single().Remove());
        world.Server.Clock.Advance(TimeSpan.FromHours(24));
        client = world.Open(await world.NewSessionAsync());

        Assert.NotNull(await client.Unfiled.RestoreAsync(lost));

        (await client.Secrets.ReadAsync(Assert.Single((await client.Datastore.ReadAsync()).Items))).Dispose();
    }

    [Fact]
    public async Task A_stock_server_keeps_no_versions_and_lists_no_links()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await world.OpenAsync();
        var lost = await client.Secrets.CreateAsync(VaultWorld.Content("lost", "a=1"), []);
        await client.Datastore.UpdateAsync(tree => tree.Items.Single().Remove());
        world.Server.Clock.Advance(TimeSpan.FromHours(24));
        using var network = new StockServer();
        client = world.Open(await world.NewSessionAsync(), network);

        Assert.Empty(await client.Unfiled.ListAsync(await client.Datastore.ReadAsync()));
        var refused = await Assert.ThrowsAsync<PsonoApiException>(() => client.TreeHistory.ListAsync());
        Assert.Equal("this server keeps no earlier versions of the list of folders", refused.Message);
        refused = await Assert.ThrowsAsync<PsonoApiException>(() => client.Unfiled.RestoreAsync(lost));
        Assert.Equal(PsonoFailure.NotFound, refused.Failure);
    }

    [Fact]
    public async Task A_tree_with_shares_in_it_is_not_restored_as_a_whole()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await world.OpenAsync();
        await client.Secrets.CreateAsync(VaultWorld.Content("first", "a=1"), []);
        var share = DatastoreTree.Parse("""{"items":[{"id":"0c87b23a-b167-4aa9-b9f1-cbf19fbf3ee6","share_id":"x"}]}"""u8)!;
        await client.Datastore.UpdateAsync(tree => tree.PutBack(share.Items.Single()));

        var refused = await Assert.ThrowsAsync<PsonoApiException>(
            async () => await client.TreeHistory.RestoreAsync((await client.TreeHistory.ListAsync())[0].Id));

        Assert.Equal(PsonoFailure.Refused, refused.Failure);
    }

    private static async Task DeleteSecretAsync(VaultWorld world, Guid secretId)
    {
        var session = await world.User.LogInAsync(world.Server);
        var link = await world.Server.State.Database.ReadAsync(db => db.FirstAsync(
            "select link_id from secret_links where secret_id = @id", row => row.GetGuid(0), ("@id", secretId)));
        (await session.DeleteAsync("/secret/link/", $$"""{"link_id":"{{link}}"}""")).ShouldSucceed();
    }

    /// <summary>As a client does that is broken, or hostile.</summary>
    private static Task SetKeyAsync(VaultClient client, string name, string key, out string before)
    {
        var tree = client.Datastore.ReadAsync().GetAwaiter().GetResult();
        using var old = tree.Items.Single(item => item.Name == name).OpenKey();
        before = old!.ToHex();
        return client.Datastore.UpdateAsync(now =>
        {
            var item = now.Items.Single(item => item.Name == name);
            item.Remove();
            var spoiled = new NewDatastoreItem(
                item.LinkId!.Value, Protocol.Secrets.SecretType.EnvironmentVariables, name, item.SecretId!.Value, SecretKey.FromHex(key));
            now.Add(spoiled, item.Folder);
        });
    }

    /// <summary>What a stock server answers to what only ours have.</summary>
    private sealed class StockServer : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (request.Method == HttpMethod.Get && path.EndsWith("/secret/link/", StringComparison.Ordinal))
                return new(HttpStatusCode.MethodNotAllowed) { Content = new StringContent("{}") };
            return path.Contains("/datastore/history/", StringComparison.Ordinal)
                ? new(HttpStatusCode.NotFound)
                : await base.SendAsync(request, cancellationToken);
        }
    }
}
