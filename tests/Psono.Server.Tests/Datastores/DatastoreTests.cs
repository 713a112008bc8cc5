using System.Net;
using System.Text.Json.Nodes;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Datastores;

public sealed class DatastoreTests
{
    private const string Mismatch = "WRITE_DATE_MISMATCH";
    private const string NotExist = "NO_PERMISSION_OR_NOT_EXIST";
    private const string Duplicate =
        """{"error":"DuplicateTypeDescription","message":"The combination of type and description must be unique"}""";

    [Theory, BothDatabases]
    public async Task What_was_created_is_listed_and_read(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var body = TestDatastore.Body();
        body["data"] = "abcd";
        body["data_nonce"] = "ef";
        var created = await alice.PutAsync("/datastore/", body.ToJsonString());
        created.ShouldBe(HttpStatusCode.Created, $$"""{"datastore_id":"{{created["datastore_id"]}}"}""");

        (await alice.GetAsync("/datastore/")).ShouldBe(
            HttpStatusCode.OK,
            $$"""{"datastores":[{"id":"{{created["datastore_id"]}}","type":"password","description":"Default","is_default":true}]}""");
        (await alice.GetAsync($"/datastore/{created["datastore_id"]}/")).ShouldBe(
            HttpStatusCode.OK,
            $$"""
            {"data":"abcd","data_nonce":"ef","type":"password","description":"Default",
            "secret_key":"{{body["secret_key"]}}","secret_key_nonce":"{{body["secret_key_nonce"]}}",
            "is_default":true,"write_date":"2026-11-23T19:12:46.181998+00:00"}
            """);
    }

    [Theory, BothDatabases]
    public async Task Data_may_be_left_out_and_is_default_is_true(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var created = await alice.PutAsync("/datastore/", """{"type":"t","description":"d","secret_key":"00","secret_key_nonce":"01"}""");

        var read = await alice.GetAsync($"/datastore/{created["datastore_id"]}/");
        Assert.Equal("", read["data"]);
        Assert.Equal("", read["data_nonce"]);
        Assert.Equal("True", read["is_default"]);
    }

    [Theory, BothDatabases]
    public async Task There_is_one_default_of_each_type(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var first = await TestDatastore.CreateAsync(alice, "first");
        var settings = await TestDatastore.CreateAsync(alice, "first", type: "settings");
        var ofBob = await TestDatastore.CreateAsync(bob, "first");

        var second = await TestDatastore.CreateAsync(alice, "second");
        Assert.Equal([second, settings], await DefaultsAsync(alice));
        Assert.Equal([ofBob], await DefaultsAsync(bob));

        var before = (await alice.GetAsync($"/datastore/{second}/"))["write_date"];
        (await alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{first}}","is_default":true}""")).ShouldSucceed();
        Assert.Equal([first, settings], await DefaultsAsync(alice));
        Assert.Equal([ofBob], await DefaultsAsync(bob));
        Assert.Equal(before, (await alice.GetAsync($"/datastore/{second}/"))["write_date"]);
    }

    [Theory, BothDatabases]
    public async Task Type_and_description_are_unique_for_a_user(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        await TestDatastore.CreateAsync(alice, "first");
        var second = await TestDatastore.CreateAsync(alice, "second");
        await TestDatastore.CreateAsync(bob, "first");

        (await alice.PutAsync("/datastore/", TestDatastore.Body("first").ToJsonString())).ShouldBe(HttpStatusCode.BadRequest, Duplicate);
        (await alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{second}}","description":"first","data":"99"}"""))
            .ShouldBe(HttpStatusCode.BadRequest, Duplicate);

        Assert.Equal([second], await DefaultsAsync(alice));
        Assert.Equal("", (await alice.GetAsync($"/datastore/{second}/"))["data"]);
    }

    [Theory, BothDatabases]
    public async Task An_update_changes_only_what_it_names(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var id = await TestDatastore.CreateAsync(alice);
        var before = (await alice.GetAsync($"/datastore/{id}/")).Json;
        server.Clock.Advance(TimeSpan.FromSeconds(1));

        (await alice.PostAsync(
            "/datastore/", $$"""{"datastore_id":"{{id}}","data":"aa","data_nonce":"bb","type":"other","name":"ignored"}"""))
            .ShouldBe(HttpStatusCode.OK, """{"success":"Data updated.","write_date":"2026-11-23T19:12:47.181998+00:00"}""");

        var after = JsonNode.Parse((await alice.GetAsync($"/datastore/{id}/")).Text)!.AsObject();
        Assert.Equal("aa", after["data"]!.GetValue<string>());
        Assert.Equal("bb", after["data_nonce"]!.GetValue<string>());
        foreach (var kept in new[] { "type", "description", "secret_key", "secret_key_nonce", "is_default" })
            Assert.Equal(before.GetProperty(kept).GetRawText(), after[kept]!.ToJsonString());
    }

    [Theory, BothDatabases]
    public async Task The_write_date_grows_although_the_clock_stands_still(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var id = await TestDatastore.CreateAsync(alice);

        Assert.Equal(
            "2026-11-23T19:12:46.181999+00:00", (await alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{id}}"}"""))["write_date"]);
        Assert.Equal(
            "2026-11-23T19:12:46.182000+00:00", (await alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{id}}"}"""))["write_date"]);
    }

    [Theory, BothDatabases]
    public async Task An_old_version_is_not_overwritten(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var id = await TestDatastore.CreateAsync(alice);
        var read = (await alice.GetAsync($"/datastore/{id}/"))["write_date"];
        var written = await alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{id}}","data":"01","old_write_date":"{{read}}"}""");
        written.ShouldSucceed();

        (await alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{id}}","data":"02","old_write_date":"{{read}}"}"""))
            .ShouldRefuse(Mismatch);
        Assert.Equal("01", (await alice.GetAsync($"/datastore/{id}/"))["data"]);
        (await alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{id}}","data":"03","old_write_date":"{{written["write_date"]}}"}"""))
            .ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Of_parallel_writers_of_one_version_one_succeeds(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var id = await TestDatastore.CreateAsync(alice);
        var read = (await alice.GetAsync($"/datastore/{id}/"))["write_date"];

        var answers = await Task.WhenAll(Enumerable.Range(10, 10).Select(i =>
            alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{id}}","data":"{{i}}","old_write_date":"{{read}}"}""")));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => answer.ShouldRefuse(Mismatch));
    }

    [Theory, BothDatabases]
    public async Task Somebody_elses_datastore_does_not_exist(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var ofBob = await TestDatastore.CreateAsync(bob);
        await TestDatastore.CreateAsync(bob, "second", isDefault: false);

        foreach (var id in new[] { ofBob, Guid.NewGuid() })
        {
            (await alice.GetAsync($"/datastore/{id}/")).ShouldBe(HttpStatusCode.Forbidden, """{"message":"NO_PERMISSION_OR_NOT_EXIST"}""");
            (await alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{id}}","data":"66"}""")).ShouldRefuse(NotExist);
            (await alice.DeleteAsync("/datastore/", Delete(id, alice.User.Authkey))).ShouldRefuse("DATASTORE_DOES_NOT_EXIST");
        }

        (await alice.GetAsync("/datastore/nonsense/")).ShouldBe(HttpStatusCode.Forbidden, """{"message":"NO_PERMISSION_OR_NOT_EXIST"}""");
        Assert.Equal("", (await bob.GetAsync($"/datastore/{ofBob}/"))["data"]);
        Assert.Equal(2, (await bob.GetAsync("/datastore/")).Json.GetProperty("datastores").GetArrayLength());
    }

    [Theory, BothDatabases]
    public async Task Deleting_takes_the_authkey_and_not_the_default(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var first = await TestDatastore.CreateAsync(alice);
        var second = await TestDatastore.CreateAsync(alice, "second", isDefault: false);

        (await alice.DeleteAsync("/datastore/", Delete(first, alice.User.Authkey))).ShouldRefuse("CANNOT_DELETE_DEFAULT_DATASTORE");
        (await alice.DeleteAsync("/datastore/", Delete(second, TestUser.Hex(64))))
            .ShouldBe(HttpStatusCode.Forbidden, """{"message":"PASSWORD_INCORRECT"}""");
        Assert.Equal(2, (await alice.GetAsync("/datastore/")).Json.GetProperty("datastores").GetArrayLength());

        (await alice.DeleteAsync("/datastore/", Delete(second, alice.User.Authkey))).ShouldBe(HttpStatusCode.OK, "{}");
        Assert.Equal(1, (await alice.GetAsync("/datastore/")).Json.GetProperty("datastores").GetArrayLength());
    }

    [Theory, BothDatabases]
    public async Task With_a_datastore_go_its_links_and_the_secrets_linked_nowhere_else(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var first = await TestDatastore.CreateAsync(alice);
        var second = await TestDatastore.CreateAsync(alice, "second", isDefault: false);
        var only = await TestSecret.CreateAsync(alice, second);
        var both = await TestSecret.CreateAsync(alice, second);
        await both.LinkAsync(server, first);

        (await alice.DeleteAsync("/datastore/", Delete(second, alice.User.Authkey))).ShouldSucceed();

        (await alice.GetAsync($"/secret/{only.Id}/")).ShouldRefuse(NotExist);
        (await alice.GetAsync($"/secret/{both.Id}/")).ShouldSucceed();
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secrets"));
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secret_links"));
    }

    [Fact]
    public async Task All_wrong_fields_are_named()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        var tooLong = new string('x', 65);

        (await alice.PutAsync(
            "/datastore/", $$"""{"type":"{{tooLong}}","data_nonce":"{{tooLong}}","secret_key":"","is_default":"maybe"}""")).ShouldBe(
            HttpStatusCode.BadRequest,
            """
            {"type":["Ensure this field has no more than 64 characters."],"description":["This field is required."],
            "data_nonce":["Ensure this field has no more than 64 characters."],
            "secret_key":["This field may not be blank."],"secret_key_nonce":["This field is required."],
            "is_default":["IS_NOT_A_VALID_BOOLEAN"]}
            """);
        (await alice.PostAsync("/datastore/", """{"datastore_id":"nonsense","old_write_date":"yesterday"}""")).ShouldBe(
            HttpStatusCode.BadRequest,
            """
            {"datastore_id":["IS_NOT_A_VALID_UUID"],
            "old_write_date":
            ["Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."]}
            """);
        (await alice.DeleteAsync("/datastore/", """{"datastore_id":null,"authkey":"short"}""")).ShouldBe(
            HttpStatusCode.BadRequest,
            """{"datastore_id":["This field may not be null."],"authkey":["Ensure this field has at least 128 characters."]}""");
    }

    private static string Delete(Guid id, string authkey) => $$"""{"datastore_id":"{{id}}","authkey":"{{authkey}}"}""";

    private static async Task<List<Guid>> DefaultsAsync(TestSession session) =>
        [.. (await session.GetAsync("/datastore/")).Json.GetProperty("datastores").EnumerateArray()
            .Where(datastore => datastore.GetProperty("is_default").GetBoolean())
            .OrderBy(datastore => datastore.GetProperty("type").GetString(), StringComparer.Ordinal)
            .Select(datastore => datastore.GetProperty("id").GetGuid())];
}
