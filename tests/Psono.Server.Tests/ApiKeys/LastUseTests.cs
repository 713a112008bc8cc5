using System.Text.Json.Nodes;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

public sealed class LastUseTests
{
    [Theory, BothDatabases]
    public async Task The_owner_sees_when_a_key_was_last_used(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var (used, unused) = (await TestApiKey.CreateAsync(alice), await TestApiKey.CreateAsync(alice));
        Assert.Null(await LastUseAsync(alice, used));

        (await server.PostAsync("/api-key-access/inspect/", $$"""{"api_key_id":"{{used.Id}}"}""")).ShouldSucceed();
        Assert.Equal("2026-11-23T19:12:46.181998+00:00", await LastUseAsync(alice, used));
        Assert.Null(await LastUseAsync(alice, unused));
        Assert.Contains("\"last_use\":\"2026-11-23T19:12:46.181998+00:00\"", (await alice.GetAsync($"/api-key/{used.Id}/")).Text,
            StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Reading_a_secret_is_a_use_and_one_use_a_minute_is_noted(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        await key.GrantAsync(alice, secret);
        var read = $$"""{"api_key_id":"{{key.Id}}","secret_id":"{{secret.Id}}"}""";

        (await server.PostAsync("/api-key-access/secret/", read)).ShouldSucceed();
        var first = await LastUseAsync(alice, key);
        Assert.NotNull(first);
        server.Clock.Advance(TimeSpan.FromSeconds(50));
        (await server.PostAsync("/api-key-access/secret/", read)).ShouldSucceed();
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(first, await LastUseAsync(alice, key));

        server.Clock.Advance(TimeSpan.FromSeconds(10));
        (await server.PostAsync("/api-key-access/secret/", read)).ShouldSucceed();
        Assert.Equal("2026-11-23T19:13:48.181998+00:00", await LastUseAsync(alice, key));
    }

    [Theory, BothDatabases]
    public async Task A_stop_right_after_a_use_does_not_lose_it(DatabaseKind kind)
    {
        var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        (await server.PostAsync("/api-key-access/inspect/", $$"""{"api_key_id":"{{key.Id}}"}""")).ShouldSucceed();
        await server.StopAsync();

        Assert.NotNull(await StoredAsync(server, key));
        await server.DisposeAsync();
    }

    [Theory, BothDatabases]
    public async Task A_use_is_stored_a_second_later_though_nobody_looks(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        (await server.PostAsync("/api-key-access/inspect/", $$"""{"api_key_id":"{{key.Id}}"}""")).ShouldSucceed();
        Assert.Null(await StoredAsync(server, key));

        server.Clock.Advance(TimeSpan.FromSeconds(1));
        for (var tries = 0; tries < 1000 && await StoredAsync(server, key) is null; tries++)
            await Task.Delay(20);
        Assert.NotNull(await StoredAsync(server, key));
    }

    private static Task<long?> StoredAsync(TestServer server, TestApiKey key) => server.State.Database.ReadAsync(db => db.FirstAsync<long?>(
        "select last_use from api_keys where id = @id and last_use is not null", row => row.GetInt64(0), ("@id", key.Id)));

    private static async Task<string?> LastUseAsync(TestSession owner, TestApiKey key)
    {
        var list = await owner.GetAsync("/api-key/");
        list.ShouldSucceed();
        var entry = JsonNode.Parse(list.Text)!["api_keys"]!.AsArray().Single(entry => (Guid)entry!["id"]! == key.Id);
        return (string?)entry!["psono_net"]?["last_use"];
    }
}
