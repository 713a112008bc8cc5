using Psono.Client;
using Psono.Client.Vault;
using Psono.Protocol.Datastores;
using Psono.Protocol.Secrets;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>What is sent when a form is saved, and what becomes of it when the network fails in the middle.</summary>
public sealed class SaveTests
{
    [Theory, BothDatabases]
    public async Task A_change_of_a_value_is_one_request(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var network = new RecordingNetwork { Session = await world.NewSessionAsync() };
        var client = world.Open(network.Session, network);
        var (item, content, before, writeDate) = await OpenAsync(client);
        network.Requests.Clear();
        content.SetVariable("a", "2");

        var saved = await client.Secrets.SaveAsync(item, content, before, writeDate);

        Assert.Equal(["POST /secret/"], network.Requests.Select(request => request.Request));
        using var stored = await client.Secrets.ReadAsync(item);
        Assert.Equal((true, stored.WriteDate), (saved.IsStored, saved.WriteDate));
        content.SetVariable("a", "3");
        Assert.True((await client.Secrets.SaveAsync(item, content, before, saved.WriteDate)).IsStored);
    }

    [Theory, BothDatabases]
    public async Task A_new_title_is_in_the_tree_that_is_known_afterwards(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var (item, content, before, writeDate) = await OpenAsync(client);
        content.Set("environment_variables_title", "renamed");

        await client.Secrets.SaveAsync(item, content, before, writeDate);

        Assert.Equal("renamed", Assert.Single(client.Datastore.Latest!.Items).Name);
        Assert.Equal("renamed", Assert.Single((await (await world.OpenAsync()).Datastore.ReadAsync()).Items).Name);
    }

    [Theory, BothDatabases]
    public async Task What_another_client_wrote_meanwhile_stays_and_is_told(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var (item, content, before, writeDate) = await OpenAsync(client);
        await (await world.OpenAsync()).Secrets.UpdateAsync(item, theirs =>
        {
            theirs.SetVariable("a", "theirs");
            return true;
        });
        content.SetVariable("a", "mine");

        var saved = await client.Secrets.SaveAsync(item, content, before, writeDate);

        using var stored = await client.Secrets.ReadAsync(item);
        Assert.False(saved.IsStored);
        Assert.Equal(("theirs", stored.WriteDate), (saved.Content.GetVariables()[0].Value, saved.WriteDate));
        Assert.Equal("theirs", stored.Parse().GetVariables()[0].Value);
    }

    [Theory, BothDatabases]
    public async Task A_save_whose_answer_was_lost_is_ones_own(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var (item, content, before, writeDate) = await OpenAsync(client);
        content.SetVariable("a", "2");
        var faulty = await world.OpenAsync(new FaultyNetwork("POST secret/") { LosesAnswer = true });
        await Assert.ThrowsAsync<PsonoApiException>(() => faulty.Secrets.SaveAsync(item, content, before, writeDate));

        Assert.True((await client.Secrets.SaveAsync(item, content, before, writeDate)).IsStored);
        Assert.Single(await client.Secrets.ListVersionsAsync(item));
    }

    [Theory, BothDatabases]
    public async Task A_save_of_which_only_the_secret_arrived_is_finished_when_it_is_repeated(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var (item, content, before, writeDate) = await OpenAsync(client);
        content.Set("environment_variables_title", "renamed");
        var faulty = await world.OpenAsync(new FaultyNetwork("POST datastore/"));
        await Assert.ThrowsAsync<PsonoApiException>(() => faulty.Secrets.SaveAsync(item, content, before, writeDate));
        Assert.Equal("database", Assert.Single((await client.Datastore.ReadAsync()).Items).Name);

        Assert.True((await client.Secrets.SaveAsync(item, content, before, writeDate)).IsStored);
        Assert.Equal("renamed", Assert.Single((await client.Datastore.ReadAsync()).Items).Name);
        Assert.Single(await client.Secrets.ListVersionsAsync(item));
    }

    [Theory, BothDatabases]
    public async Task A_change_of_which_only_the_secret_arrived_is_finished_when_it_is_repeated(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var (item, _, _, _) = await OpenAsync(client);
        var faulty = await world.OpenAsync(new FaultyNetwork("POST datastore/"));
        await Assert.ThrowsAsync<PsonoApiException>(() => faulty.Secrets.UpdateAsync(item, Rename));

        Assert.False(await client.Secrets.UpdateAsync(item, Rename));
        Assert.Equal("renamed", Assert.Single((await client.Datastore.ReadAsync()).Items).Name);

        static bool Rename(SecretContent content)
        {
            var isNew = content.Title != "renamed";
            content.Set("environment_variables_title", "renamed");
            return isNew;
        }
    }

    [Theory, BothDatabases]
    public async Task A_name_that_another_client_gave_meanwhile_is_changed_back_in_both_places(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        var (item, first, _, _) = await OpenAsync(client);
        await (await world.OpenAsync()).Secrets.UpdateAsync(item, theirs =>
        {
            theirs.Set("environment_variables_title", "second");
            return true;
        });
        using var secret = await client.Secrets.ReadAsync(item);

        await client.Secrets.SaveAsync(item, first, secret.Parse(), secret.WriteDate);

        Assert.Equal("database", Assert.Single((await (await world.OpenAsync()).Datastore.ReadAsync()).Items).Name);
    }

    [Fact]
    public async Task What_is_done_to_a_tree_that_was_read_is_not_saved()
    {
        await using var world = await VaultWorld.CreateAsync(DatabaseKind.Sqlite);
        var client = await world.OpenAsync();
        await OpenAsync(client);
        (await client.Datastore.ReadAsync()).Items.First().Remove();

        await client.Datastore.UpdateAsync(tree => tree.AddFolder(["New"]));

        Assert.Single((await (await world.OpenAsync()).Datastore.ReadAsync()).Items);
    }

    [Theory, BothDatabases]
    public async Task A_tree_that_is_known_is_not_sent_again(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        await (await world.OpenAsync()).Secrets.CreateAsync(VaultWorld.Content(new string('x', 200), "a=1"), []);
        var network = new MeasuringNetwork();
        var client = await world.OpenAsync(network);
        await client.Datastore.GetIdAsync(CancellationToken.None);
        var whole = await ReadAsync();
        var again = await ReadAsync();
        Assert.True(again + 400 < whole, $"{again} of {whole} bytes");

        await (await world.OpenAsync()).Secrets.CreateAsync(VaultWorld.Content("theirs", "a=1"), []);
        Assert.True(await ReadAsync() > whole);
        Assert.Equal(2, client.Datastore.Latest!.Items.Count());

        async Task<long> ReadAsync()
        {
            var before = network.Received;
            await client.Datastore.ReadAsync();
            return network.Received - before;
        }
    }

    private static async Task<(DatastoreItem Item, SecretContent Content, SecretContent Before, string? WriteDate)> OpenAsync(
        VaultClient client)
    {
        await client.Secrets.CreateAsync(VaultWorld.Content("database", "a=1"), []);
        var item = Assert.Single(client.Datastore.Latest!.Items);
        using var secret = await client.Secrets.ReadAsync(item);
        return (item, secret.Parse(), secret.Parse(), secret.WriteDate);
    }
}
