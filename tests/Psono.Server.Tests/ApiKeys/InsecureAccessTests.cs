using System.Net;
using System.Text.Json.Nodes;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

public sealed class InsecureAccessTests
{
    private const string NotAllowed = "INSECURE_ACCESS_NOT_ALLOWED";
    private const string KeyInvalid = "API_KEY_SECRET_KEY_INVALID";

    [Theory, BothDatabases]
    public async Task The_server_decrypts_for_a_key_that_allows_it(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        const string Content = """{ "title" : "ä", "variables":"[{\"key\":\"db_host\"}]", "nested":{"a":1} }""";
        var (alice, secret, key) = await TestGrant.CreateAsync(server, insecure: true, content: Content);

        (await key.ReadInsecurelyAsync(server, secret)).ShouldBe(HttpStatusCode.OK, Content);
        (await key.ReadInsecurelyAsync(server, secret, filter: "title")).ShouldBe(HttpStatusCode.OK, "ä");
        (await key.ReadInsecurelyAsync(server, secret, filter: "nested")).ShouldBe(HttpStatusCode.OK, """{"a":1}""");
        (await key.ReadInsecurelyAsync(server, secret, filter: " nested.a ")).ShouldBe(HttpStatusCode.OK, "1");
        (await key.ReadInsecurelyAsync(server, secret, filter: "missing")).ShouldBe(HttpStatusCode.OK, "");
        Assert.Equal("6", (await alice.GetAsync($"/secret/{secret.Id}/"))["read_count"]);
    }

    [Fact]
    public async Task A_refusal_does_not_log_the_two_ids_that_open_a_ciphertext()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, "--log-level", "warning");
        using var log = new LogLines();
        server.Parts.Logs.AddProvider(log);
        var (_, secret, key) = await TestGrant.CreateAsync(server, insecure: false, write: true);

        (await key.ReadInsecurelyAsync(server, secret)).ShouldRefuse(NotAllowed);
        var change = secret.Change("new");
        change["api_key_secret_key"] = key.Key.ToHex();
        (await key.UpdateAsync(server, change)).ShouldRefuse(NotAllowed);

        Assert.Equal(2, log.Count(line => line == $"Warning: Insecure access refused: API key {key.Id}"));
        Assert.DoesNotContain(log, line => line.Contains($"{secret.Id}", StringComparison.OrdinalIgnoreCase));
    }

    [Theory, BothDatabases]
    public async Task Without_a_secret_key_a_filter_is_ignored(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (_, secret, key) = await TestGrant.CreateAsync(server, insecure: true);

        var read = await server.PostAsync(
            "/api-key-access/secret/", $$"""{"api_key_id":"{{key.Id}}","secret_id":"{{secret.Id}}","json_filter":"title"}""");
        Assert.Equal(TestSecret.Content, key.Open(read.Json));
    }

    [Theory, BothDatabases]
    public async Task A_key_that_does_not_allow_it_is_refused_before_anything_is_opened(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (_, secret, key) = await TestGrant.CreateAsync(server, write: true);
        using var wrong = SecretKey.Generate();

        (await key.ReadInsecurelyAsync(server, secret)).ShouldRefuse(NotAllowed);
        (await key.ReadInsecurelyAsync(server, secret, wrong)).ShouldRefuse(NotAllowed);
        (await key.ReadInsecurelyAsync(server, secret with { Id = Guid.NewGuid() })).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await key.UpdateAsync(server, Change(secret, key.Key.ToHex(), "{}"))).ShouldRefuse(NotAllowed);
        // The right of the key comes first, the right of its owner after it.
        await server.State.Database.WriteAsync(db => db.ExecuteAsync("update secret_links set parent_datastore_id = null"));
        (await key.ReadInsecurelyAsync(server, secret)).ShouldRefuse(NotAllowed);
        (await key.UpdateAsync(server, Change(secret, key.Key.ToHex(), "{}"))).ShouldRefuse(NotAllowed);
        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "secret_history"));
    }

    [Theory, BothDatabases]
    public async Task A_wrong_key_opens_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (_, secret, key) = await TestGrant.CreateAsync(server, write: true, insecure: true);
        using var wrong = SecretKey.Generate();

        (await key.ReadInsecurelyAsync(server, secret, wrong)).ShouldRefuse(KeyInvalid);
        foreach (var text in new[] { wrong.ToHex(), "nonsense", key.Key.ToHex()[..62] })
        {
            (await server.PostAsync(
                "/api-key-access/secret/", $$"""{"api_key_id":"{{key.Id}}","secret_id":"{{secret.Id}}","api_key_secret_key":"{{text}}"}"""))
                .ShouldRefuse(KeyInvalid);
            (await key.UpdateAsync(server, Change(secret, text, "no json"))).ShouldRefuse(KeyInvalid);
        }

        Assert.Equal("1", (await key.ReadAsync(server, secret))["read_count"]);
    }

    [Theory, BothDatabases]
    public async Task The_server_encrypts_for_a_key_that_allows_it(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server, write: true, insecure: true);
        var before = await alice.GetAsync($"/secret/{secret.Id}/");

        var change = Change(secret, key.Key.ToHex(), """{"title":"new ü"}""");
        change["data"] = "66";
        change["data_nonce"] = "66";
        (await key.UpdateAsync(server, change)).ShouldSucceed();
        var after = await alice.GetAsync($"/secret/{secret.Id}/");
        Assert.Equal("""{"title":"new ü"}""", secret.Open(after));
        Assert.Matches("^[0-9a-f]{48}$", after["data_nonce"]);
        Assert.NotEqual(before["data_nonce"], after["data_nonce"]);

        (await key.UpdateAsync(server, Change(secret, key.Key.ToHex(), """{"title":"new ü"}"""))).ShouldSucceed();
        Assert.NotEqual(after["data_nonce"], (await alice.GetAsync($"/secret/{secret.Id}/"))["data_nonce"]);
        (await key.UpdateAsync(server, Change(secret, key.Key.ToHex(), "{no json")))
            .ShouldRefuse("API_KEY_SECRET_KEY_SPECIFIED_YET_INSECURE_DATA_NO_JSON");
        Assert.Equal("""{"title":"new ü"}""", secret.Open(await alice.GetAsync($"/secret/{secret.Id}/")));
    }

    [Theory, BothDatabases]
    public async Task Insecure_data_without_the_key_is_ignored(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server, write: true);

        var change = secret.Change("sealed");
        change["insecure_data"] = "\"plain\"";
        (await key.UpdateAsync(server, change)).ShouldSucceed();
        Assert.Equal("sealed", secret.Open(await alice.GetAsync($"/secret/{secret.Id}/")));
    }

    private static JsonObject Change(TestSecret secret, string apiSecretKey, string insecureData) => new()
    {
        ["secret_id"] = secret.Id.ToString(),
        ["api_key_secret_key"] = apiSecretKey,
        ["insecure_data"] = insecureData,
    };
}
