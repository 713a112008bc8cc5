using System.Net;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

public sealed class InspectTests
{
    [Theory, BothDatabases]
    public async Task A_key_tells_its_rights_and_its_secrets(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);
        (await key.InspectAsync(server)).ShouldBe(
            HttpStatusCode.OK,
            """{"allow_insecure_access":false,"restrict_to_secrets":true,"read":true,"write":false,"api_key_secrets":[]}""");

        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        await key.GrantAsync(alice, secret);
        (await key.InspectAsync(server)).ShouldBe(
            HttpStatusCode.OK,
            $$"""
            {"allow_insecure_access":false,"restrict_to_secrets":true,"read":true,"write":false,
            "api_key_secrets":[{"secret_id":"{{secret.Id}}","write_date":"2026-11-23T19:12:46.181998+00:00"}]}
            """);
    }

    [Theory, BothDatabases]
    public async Task One_request_reads_all_granted_secrets(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (key, secrets) = await GrantManyAsync(server, count: 40);

        var answer = await BulkAsync(server, key, """{"secrets":true}""");
        var read = answer.Json.GetProperty("psono_net").GetProperty("secrets").EnumerateArray().ToList();
        Assert.Equal(secrets.Keys.Order(), read.Select(secret => secret.GetProperty("secret_id").GetGuid()));
        foreach (var secret in read)
        {
            Assert.Equal($"secret {secrets[secret.GetProperty("secret_id").GetGuid()]}", key.Open(secret));
            Assert.Equal(1, secret.GetProperty("read_count").GetInt64());
            Assert.Equal("2026-11-23T19:12:46.181998+00:00", secret.GetProperty("write_date").GetString());
            Assert.Equal(
                ["secret_id", "data", "data_nonce", "secret_key", "secret_key_nonce", "read_count", "write_date"],
                secret.EnumerateObject().Select(member => member.Name));
        }

        Assert.Equal(40, answer.Json.GetProperty("api_key_secrets").GetArrayLength());
        var again = await BulkAsync(server, key, """{"secrets":true}""");
        Assert.All(again.Json.GetProperty("psono_net").GetProperty("secrets").EnumerateArray(),
            secret => Assert.Equal(2, secret.GetProperty("read_count").GetInt64()));
    }

    [Theory, BothDatabases]
    public async Task A_request_may_name_the_secrets_it_wants(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (key, secrets) = await GrantManyAsync(server, count: 5);
        var (_, foreign, _) = await TestGrant.CreateAsync(server, name: "bob");
        var wanted = secrets.Keys.Order().Take(2).ToList();

        var answer = await BulkAsync(
            server, key, $$"""{"secrets":true,"secret_ids":["{{wanted[1]}}","{{foreign.Id}}","{{wanted[0]}}","{{Guid.NewGuid()}}"]}""");
        var read = answer.Json.GetProperty("psono_net")
            .GetProperty("secrets").EnumerateArray().Select(secret => secret.GetProperty("secret_id").GetGuid());
        Assert.Equal(wanted, read);
        Assert.Equal(5, answer.Json.GetProperty("api_key_secrets").GetArrayLength());
        Assert.Empty((await BulkAsync(server, key, """{"secrets":true,"secret_ids":[]}""")).Json
            .GetProperty("psono_net").GetProperty("secrets").EnumerateArray());
    }

    [Theory, BothDatabases]
    public async Task Without_the_right_to_read_a_bulk_read_is_empty(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, _) = await TestGrant.CreateAsync(server);
        var writeOnly = await TestApiKey.CreateAsync(alice, read: false, write: true);
        await writeOnly.GrantAsync(alice, secret);
        var lost = await TestApiKey.CreateAsync(alice);
        await lost.GrantAsync(alice, secret);

        Assert.Equal("""{"secrets":[]}""", (await BulkAsync(server, writeOnly, """{"secrets":true}"""))["psono_net"]);
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update secret_links set parent_datastore_id = null"));
        Assert.Equal("""{"secrets":[]}""", (await BulkAsync(server, lost, """{"secrets":true}"""))["psono_net"]);
        Assert.Equal(
            """{"secrets":[]}""", (await BulkAsync(server, lost, $$"""{"secrets":true,"secret_ids":["{{secret.Id}}"]}"""))["psono_net"]);
    }

    [Theory, BothDatabases]
    public async Task Only_who_asks_gets_the_extension(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (_, secret, key) = await TestGrant.CreateAsync(server);

        Assert.False((await key.InspectAsync(server)).Json.TryGetProperty("psono_net", out _));
        Assert.False((await BulkAsync(server, key, "{}")).Json.TryGetProperty("psono_net", out _));
        Assert.False((await BulkAsync(server, key, """{"secrets":false}""")).Json.TryGetProperty("psono_net", out _));
        Assert.Equal("1", (await key.ReadAsync(server, secret))["read_count"]);
        (await BulkAsync(server, key, """{"secrets":true,"secret_ids":["x"]}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"psono_net":{"secret_ids":{"0":["IS_NOT_A_VALID_UUID"]}}}""");
    }

    private static Task<TestAnswer> BulkAsync(TestServer server, TestApiKey key, string extension) =>
        server.PostAsync("/api-key-access/inspect/", $$"""{"api_key_id":"{{key.Id}}","psono_net":{{extension}}}""");

    private static async Task<(TestApiKey, Dictionary<Guid, int>)> GrantManyAsync(TestServer server, int count)
    {
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var key = await TestApiKey.CreateAsync(alice);
        var secrets = new Dictionary<Guid, int>();
        for (var i = 0; i < count; i++)
        {
            var secret = await TestSecret.CreateAsync(alice, datastore, $"secret {i}");
            await key.GrantAsync(alice, secret);
            secrets.Add(secret.Id, i);
        }

        return (key, secrets);
    }
}
