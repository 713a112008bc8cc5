using System.Net;
using System.Text.Json.Nodes;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

/// <summary>The titles that grants carry for the API key: an extension that clients without it do not notice.</summary>
public sealed class GrantTitleTests
{
    [Theory, BothDatabases]
    public async Task A_key_finds_the_titles_of_its_grants_and_selects_by_their_tags(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var world = await StartAsync(server, "one", "two", "two", null);

        var answer = await BulkAsync(
            server,
            world.Key,
            new JsonObject { ["secrets"] = true, ["titles"] = true, ["title_tags"] = Tags(world.Key, "two", "unknown") });
        Assert.Equal([world.Secrets[1].Id, world.Secrets[2].Id], Ids(answer, "secrets"));
        Assert.Equal(world.Secrets.Take(3).Select(secret => secret.Id).Order(), Ids(answer, "titles"));
        Assert.Equal(["one", "two", "two"], Titles(answer, world.Key));

        // Ids and tags together: what either names.
        var both = new JsonObject
        {
            ["secrets"] = true,
            ["secret_ids"] = new JsonArray($"{world.Secrets[3].Id}"),
            ["title_tags"] = Tags(world.Key, "one"),
        };
        answer = await BulkAsync(server, world.Key, both);
        Assert.Equal(new[] { world.Secrets[0].Id, world.Secrets[3].Id }.Order(), Ids(answer, "secrets").Order());
        Assert.Null(answer["titles"]);
        var readCounts = answer["secrets"]!.AsArray().Select(secret => secret!["read_count"]!.GetValue<long>());
        Assert.Equal([1, 1], readCounts);
    }

    [Theory, BothDatabases]
    public async Task Titles_alone_read_no_secret(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var world = await StartAsync(server, "one");

        var answer = await BulkAsync(server, world.Key, new JsonObject { ["titles"] = true });
        Assert.Empty(Ids(answer, "secrets"));
        Assert.Equal(["one"], Titles(answer, world.Key));
        Assert.Equal("1", (await world.Key.ReadAsync(server, world.Secrets[0]))["read_count"]);
        (await server.PostAsync(
            "/api-key-access/inspect/",
            $$$"""{"api_key_id":"{{{world.Key.Id}}}","psono_net":{"titles":true,"title_tags":["x","{{{new string('g', 64)}}}"]}}"""))
            .ShouldBe(
                HttpStatusCode.BadRequest,
                """{"psono_net":{"title_tags":{"0":["Ensure this field has at least 64 characters."],"1":["NO_VALID_HEX"]}}}""");
    }

    [Theory, BothDatabases]
    public async Task A_tag_opens_nothing_that_the_key_may_not_read(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var world = await StartAsync(server, "one");
        var other = await TestApiKey.CreateAsync(world.Alice);
        var writeOnly = await TestApiKey.CreateAsync(world.Alice, read: false, write: true);
        await GrantAsync(world.Alice, writeOnly, world.Secrets[0], "one");
        var wish = new JsonObject { ["secrets"] = true, ["titles"] = true, ["title_tags"] = Tags(world.Key, "one") };

        var answer = await BulkAsync(server, other, wish);
        Assert.Empty(Ids(answer, "secrets"));
        Assert.Empty(Ids(answer, "titles"));
        wish["title_tags"] = Tags(writeOnly, "one");
        Assert.Empty(Ids(await BulkAsync(server, writeOnly, wish), "secrets"));
    }

    [Theory, BothDatabases]
    public async Task A_grant_gets_another_title_from_its_owner_only(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var world = await StartAsync(server, "one");
        var mallory = await server.RegisterAndLogInAsync("mallory");
        var change = new JsonObject
        {
            ["api_key_secret_id"] = $"{world.Grants[0]}",
            ["title"] = "aa",
            ["title_nonce"] = "bb",
            ["psono_net"] = Title(world.Key, "new"),
        };

        (await mallory.PostAsync("/api-key/secret/", change.ToJsonString())).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await world.Alice.PostAsync("/api-key/secret/", change.ToJsonString())).ShouldBe(HttpStatusCode.OK, "{}");
        Assert.Equal(["new"], Titles(await BulkAsync(server, world.Key, new JsonObject { ["titles"] = true }), world.Key));
        (await world.Alice.GetAsync($"/api-key/secret/{world.Key.Id}/")).ShouldBe(
            HttpStatusCode.OK,
            $$"""[{"id":"{{world.Grants[0]}}","secret_id":"{{world.Secrets[0].Id}}","title":"aa","title_nonce":"bb"}]""");

        change.Remove("psono_net");
        (await world.Alice.PostAsync("/api-key/secret/", change.ToJsonString())).ShouldSucceed();
        Assert.Empty(Ids(await BulkAsync(server, world.Key, new JsonObject { ["titles"] = true }), "titles"));
    }

    [Theory, BothDatabases]
    public async Task A_grant_gets_its_key_sealed_anew_with_both_parts_or_none(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var world = await StartAsync(server, "one");
        var change = new JsonObject { ["api_key_secret_id"] = $"{world.Grants[0]}", ["title"] = "aa", ["title_nonce"] = "bb" };
        var read = new JsonObject { ["api_key_id"] = $"{world.Key.Id}", ["secret_id"] = $"{world.Secrets[0].Id}" }.ToJsonString();
        var before = await server.PostAsync("/api-key-access/secret/", read);

        (await world.Alice.PostAsync("/api-key/secret/", change.ToJsonString())).ShouldSucceed();
        Assert.Equal(before["secret_key"], (await server.PostAsync("/api-key-access/secret/", read))["secret_key"]);
        change["secret_key"] = "cc";
        (await world.Alice.PostAsync("/api-key/secret/", change.ToJsonString())).ShouldBe(
            HttpStatusCode.BadRequest, """{"secret_key_nonce":["This field is required."]}""");
        change["secret_key_nonce"] = "dd";
        (await world.Alice.PostAsync("/api-key/secret/", change.ToJsonString())).ShouldSucceed();

        var after = await server.PostAsync("/api-key-access/secret/", read);
        Assert.Equal(("cc", "dd", before["data"]), (after["secret_key"], after["secret_key_nonce"], after["data"]));
    }

    private static async Task<(TestSession Alice, TestApiKey Key, List<TestSecret> Secrets, List<Guid> Grants)> StartAsync(
        TestServer server, params string?[] titles)
    {
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var key = await TestApiKey.CreateAsync(alice);
        var secrets = new List<TestSecret>();
        foreach (var _ in titles)
            secrets.Add(await TestSecret.CreateAsync(alice, datastore));

        // In the order of ids, as they come back.
        secrets = [.. secrets.OrderBy(secret => secret.Id)];
        var grants = new List<Guid>();
        for (var i = 0; i < titles.Length; i++)
            grants.Add(await GrantAsync(alice, key, secrets[i], titles[i]));
        return (alice, key, secrets, grants);
    }

    private static async Task<Guid> GrantAsync(TestSession alice, TestApiKey key, TestSecret secret, string? title)
    {
        var body = key.GrantBody(alice.User, secret);
        if (title is not null)
            body["psono_net"] = Title(key, title);
        var answer = await alice.PutAsync("/api-key/secret/", body.ToJsonString());
        answer.ShouldSucceed();
        return Guid.Parse(answer["api_key_secret_id"]);
    }

    private static JsonObject Title(TestApiKey key, string title)
    {
        var text = SecretBox.Seal(key.Key, title);
        return new JsonObject { ["title"] = text.Text, ["title_nonce"] = text.Nonce, ["title_tag"] = TitleTag.Of(key.Key, title) };
    }

    private static JsonArray Tags(TestApiKey key, params string[] titles) =>
        [.. titles.Select(title => (JsonNode)TitleTag.Of(key.Key, title))];

    private static async Task<JsonNode> BulkAsync(TestServer server, TestApiKey key, JsonObject wish)
    {
        var answer = await server.PostAsync(
            "/api-key-access/inspect/", new JsonObject { ["api_key_id"] = $"{key.Id}", ["psono_net"] = wish.DeepClone() }.ToJsonString());
        answer.ShouldSucceed();
        return JsonNode.Parse(answer["psono_net"])!;
    }

    private static List<Guid> Ids(JsonNode answer, string list) =>
        [.. answer[list]!.AsArray().Select(entry => entry!["secret_id"]!.GetValue<Guid>())];

    private static IEnumerable<string> Titles(JsonNode answer, TestApiKey key) => answer["titles"]!.AsArray().Select(title =>
        System.Text.Encoding.UTF8.GetString(
            SecretBox.Open(key.Key, title!["title"]!.GetValue<string>(), title["title_nonce"]!.GetValue<string>())!));
}
