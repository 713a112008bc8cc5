using System.Net;
using System.Text.Json.Nodes;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Secrets;

public sealed class BulkSecretTests
{
    [Theory, BothDatabases]
    public async Task Many_are_created_and_answered_in_the_order_of_the_request(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var bodies = Enumerable.Range(0, 30).Select(_ => TestSecret.Body()).ToList();

        var created = await alice.PutAsync("/bulk-secret/", Bulk(datastore, bodies));
        Assert.Equal(HttpStatusCode.Created, created.Status);
        var answers = created.Json.GetProperty("secrets").EnumerateArray().ToList();
        Assert.Equal(bodies.Select(body => body["link_id"]!.GetValue<string>()),
            answers.Select(answer => answer.GetProperty("link_id").GetString()));
        for (var i = 0; i < bodies.Count; i++)
            Assert.Equal(
                bodies[i]["data"]!.GetValue<string>(), (await alice.GetAsync($"/secret/{answers[i].GetProperty("secret_id")}/"))["data"]);
    }

    [Theory, BothDatabases]
    public async Task One_bad_secret_refuses_all(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var datastore = await TestDatastore.CreateAsync(alice);
        var ofBob = await TestDatastore.CreateAsync(bob);

        var sameNonce = Bodies();
        sameNonce[2]["data_nonce"] = sameNonce[0]["data_nonce"]!.GetValue<string>();
        (await alice.PutAsync("/bulk-secret/", Bulk(datastore, sameNonce)))
            .ShouldBe(HttpStatusCode.BadRequest, """{"error":"DuplicateNonce","message":"Don't use a nonce twice"}""");
        var sameLink = Bodies();
        sameLink[2]["link_id"] = sameLink[0]["link_id"]!.GetValue<string>();
        (await alice.PutAsync("/bulk-secret/", Bulk(datastore, sameLink)))
            .ShouldBe(HttpStatusCode.BadRequest, """{"error":"DuplicateLinkID","message":"Don't use a link id twice"}""");
        (await alice.PutAsync("/bulk-secret/", Bulk(ofBob, Bodies()))).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        var wrong = Bodies();
        wrong[1].Remove("data");
        wrong[2]["link_id"] = "nonsense";
        (await alice.PutAsync("/bulk-secret/", Bulk(datastore, wrong))).ShouldBe(
            HttpStatusCode.BadRequest,
            """{"secrets":{"1":{"data":["This field is required."]},"2":{"link_id":["IS_NOT_A_VALID_UUID"]}}}""");
        (await alice.PutAsync("/bulk-secret/", Bulk(datastore, [])))
            .ShouldBe(HttpStatusCode.BadRequest, """{"secrets":["This list may not be empty."]}""");
        (await alice.PutAsync("/bulk-secret/", Bulk(null, Bodies()))).ShouldRefuse("EITHER_PARENT_DATASTORE_OR_SHARE_NEED_TO_BE_DEFINED");

        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "secrets"));
        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "secret_links"));

        static List<JsonObject> Bodies() => [TestSecret.Body(), TestSecret.Body(), TestSecret.Body()];
    }

    [Theory, BothDatabases]
    public async Task A_bulk_read_leaves_out_what_may_not_be_read(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var datastore = await TestDatastore.CreateAsync(alice);
        var first = await TestSecret.CreateAsync(alice, datastore);
        var second = await TestSecret.CreateAsync(alice, datastore);
        var ofBob = await TestSecret.CreateAsync(bob, await TestDatastore.CreateAsync(bob));

        var read = await alice.PostAsync("/bulk-secret-read/", Ids(first.Id, ofBob.Id, second.Id, Guid.NewGuid(), first.Id));
        var secrets = read.Json.GetProperty("secrets").EnumerateArray().ToDictionary(secret => secret.GetProperty("id").GetGuid());
        Assert.Equal(new[] { first.Id, second.Id }.Order(), secrets.Keys.Order());
        Assert.Equal(1, secrets[first.Id].GetProperty("read_count").GetInt64());
        Assert.Equal(
            ["id", "create_date", "write_date", "data", "data_nonce", "type", "read_count", "callback_url", "callback_user",
                "callback_pass"],
            secrets[second.Id].EnumerateObject().Select(member => member.Name));
        Assert.Equal("2", (await alice.GetAsync($"/secret/{first.Id}/"))["read_count"]);
        Assert.Equal("1", (await bob.GetAsync($"/secret/{ofBob.Id}/"))["read_count"]);
    }

    [Theory, BothDatabases]
    public async Task A_bulk_read_takes_any_number(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var created = await alice.PutAsync("/bulk-secret/", Bulk(datastore, [.. Enumerable.Range(0, 1100).Select(_ => TestSecret.Body())]));
        var ids = created.Json.GetProperty("secrets").EnumerateArray()
            .Select(secret => secret.GetProperty("secret_id").GetGuid()).ToArray();

        var read = await alice.PostAsync("/bulk-secret-read/", Ids(ids));
        Assert.Equal(
            ids.Order(), read.Json.GetProperty("secrets").EnumerateArray().Select(secret => secret.GetProperty("id").GetGuid()).Order());
        (await alice.PostAsync("/bulk-secret-read/", Ids())).ShouldBe(HttpStatusCode.OK, """{"secrets":[]}""");
        (await alice.PostAsync("/bulk-secret-read/", """{"secret_ids":["nonsense"]}"""))
            .ShouldBe(HttpStatusCode.BadRequest, """{"secret_ids":{"0":["IS_NOT_A_VALID_UUID"]}}""");
    }

    private static string Bulk(Guid? datastore, IReadOnlyList<JsonObject> secrets)
    {
        var body = new JsonObject { ["secrets"] = new JsonArray([.. secrets]) };
        if (datastore is not null)
            body["parent_datastore_id"] = datastore.ToString();
        return body.ToJsonString();
    }

    private static string Ids(params Guid[] ids) => $$"""{"secret_ids":[{{string.Join(",", ids.Select(id => $"\"{id}\""))}}]}""";
}
