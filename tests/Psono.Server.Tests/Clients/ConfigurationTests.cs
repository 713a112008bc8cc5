using Microsoft.Extensions.Configuration;
using Psono.Client;
using Psono.Client.Vault;
using Psono.Extensions.Configuration;
using Psono.Protocol.Datastores;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Clients;

/// <summary>Secrets as configuration of a program, on the real server.</summary>
public sealed class ConfigurationTests
{
    [Theory, BothDatabases]
    public async Task Looking_for_changes_is_no_read_until_there_is_one(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        using var key = await CreateAsync(client, ("database", "A=1"), ("mail", "B=1"));
        var database = (await client.Datastore.ReadAsync()).Items.Single(item => item.Name == "database");
        var id = database.SecretId!.Value;

        foreach (var (secrets, value) in new (string[], string)[] { ([], "2"), ([$"{id}"], "3"), (["database"], "4") })
        {
            var (configuration, provider) = Build(world, key, secrets);
            using var disposed = provider;
            var before = await ReadCountAsync(world, key, id);
            for (var look = 0; look < 3; look++)
                await provider.LookAsync();
            Assert.Equal(before + 1, await ReadCountAsync(world, key, id));

            world.Server.Clock.Advance(TimeSpan.FromSeconds(1));
            await client.Secrets.UpdateAsync(database, content =>
            {
                content.SetVariable("A", value);
                return true;
            });
            await provider.LookAsync();
            Assert.Equal((value, null), (configuration["A"], provider.LastFailure));
            Assert.True(await ReadCountAsync(world, key, id) > before + 2);
        }
    }

    [Theory, BothDatabases]
    public async Task A_title_is_followed_to_the_secret_that_has_it(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        using var key = await CreateAsync(client, ("database", "A=old"), ("spare", "A=new"));
        var items = (await client.Datastore.ReadAsync()).Items.OrderBy(item => item.Name).ToList();
        var (configuration, provider) = Build(world, key, ["database"]);
        using var disposed = provider;
        Assert.Equal("old", configuration["A"]);

        await RetitleAsync(world, client, items[1], "database");
        await provider.LookAsync();
        var ambiguous = Assert.IsType<PsonoApiException>(provider.LastFailure);
        Assert.Equal(PsonoFailure.Ambiguous, ambiguous.Failure);
        foreach (var item in items)
            Assert.Contains($"{item.SecretId}", ambiguous.Message, StringComparison.Ordinal);
        Assert.Equal("old", configuration["A"]);
        Assert.Throws<PsonoApiException>(() => Build(world, key, ["database"]));

        await RetitleAsync(world, client, items[0], "retired");
        await provider.LookAsync();
        Assert.Equal(("new", null), (configuration["A"], provider.LastFailure));

        foreach (var grant in await client.ApiKeys.ListGrantsAsync(key.Id))
            await client.ApiKeys.RevokeAsync(grant.Id);
        await provider.LookAsync();
        Assert.Equal(PsonoFailure.NotFound, Assert.IsType<PsonoApiException>(provider.LastFailure).Failure);
        Assert.Equal("new", configuration["A"]);
    }

    [Theory, BothDatabases]
    public async Task A_key_that_was_taken_away_stops_the_start_whatever_is_optional(DatabaseKind kind)
    {
        await using var world = await VaultWorld.CreateAsync(kind);
        var client = await world.OpenAsync();
        using var key = await CreateAsync(client, ("database", "A=1"));
        var (configuration, provider) = Build(world, key, [], options => options.Optional = true);
        using var disposed = provider;

        await client.ApiKeys.DeleteAsync(key.Id);
        await provider.LookAsync();

        Assert.Equal(PsonoFailure.Refused, Assert.IsType<PsonoApiException>(provider.LastFailure).Failure);
        Assert.Equal("1", configuration["A"]);
        Assert.Throws<PsonoApiException>(() => Build(world, key, [], options => options.Optional = true));
    }

    private static async Task<VaultApiKey> CreateAsync(VaultClient client, params (string Title, string Variable)[] secrets)
    {
        foreach (var (title, variable) in secrets)
            await client.Secrets.CreateAsync(VaultWorld.Content(title, variable), []);
        var key = await client.ApiKeys.CreateAsync(new VaultApiKeyRights("service"));
        foreach (var item in (await client.Datastore.ReadAsync()).Items)
            await client.ApiKeys.GrantAsync(key, item);
        return key;
    }

    private static async Task RetitleAsync(VaultWorld world, VaultClient client, DatastoreItem item, string title)
    {
        world.Server.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.Secrets.UpdateAsync(item, content =>
        {
            content.Set("environment_variables_title", title);
            return true;
        });
        await client.ApiKeys.RetitleAsync(item.SecretId!.Value, title);
    }

    private static (IConfigurationRoot Configuration, PsonoConfigurationProvider Provider) Build(
        VaultWorld world, VaultApiKey key, string[] secrets, Action<PsonoConfigurationOptions>? configure = null)
    {
        var configuration = new ConfigurationBuilder().AddPsono(options =>
        {
            options.ServerUrl = new Uri(world.Server.Url + "/server");
            options.ApiKeyId = key.Id;
            options.ApiSecretKeyHex = key.SecretKey.ToHex();
            foreach (var secret in secrets)
                options.Secrets.Add(secret);
            configure?.Invoke(options);
        }).Build();
        return (configuration, (PsonoConfigurationProvider)configuration.Providers.Single());
    }

    private static async Task<int> ReadCountAsync(VaultWorld world, VaultApiKey key, Guid secret)
    {
        var answer = await world.Server.PostAsync(
            "/api-key-access/secret/", $$"""{"api_key_id":"{{key.Id}}","secret_id":"{{secret}}"}""");
        return int.Parse(answer["read_count"], System.Globalization.CultureInfo.InvariantCulture);
    }
}
