using System.Net;
using Psono.Protocol.Cryptography;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.ApiKeys;

public sealed class ApiKeyTests
{
    private const string NotExist = "NO_PERMISSION_OR_NOT_EXIST";

    [Theory, BothDatabases]
    public async Task What_was_created_is_listed_and_read(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        (await alice.GetAsync("/api-key/")).ShouldBe(HttpStatusCode.OK, """{"api_keys":[]}""");

        using var key = SecretKey.Generate();
        var body = TestApiKey.Body(alice.User, key);
        var created = await alice.PutAsync("/api-key/", body.ToJsonString());
        created.ShouldBe(HttpStatusCode.Created, $$"""{"api_key_id":"{{created["api_key_id"]}}"}""");

        (await alice.GetAsync("/api-key/")).ShouldBe(
            HttpStatusCode.OK,
            $$"""
            {"api_keys":[{"id":"{{created["api_key_id"]}}","title":"service key",
            "read":true,"write":false,"restrict_to_secrets":true,"allow_insecure_access":false,"active":true}]}
            """);
        (await alice.GetAsync($"/api-key/{created["api_key_id"]}/")).ShouldBe(
            HttpStatusCode.OK,
            $$"""
            {"id":"{{created["api_key_id"]}}","title":"service key","public_key":"{{body["public_key"]}}",
            "private_key":"{{body["private_key"]}}","private_key_nonce":"{{body["private_key_nonce"]}}",
            "secret_key":"{{body["secret_key"]}}","secret_key_nonce":"{{body["secret_key_nonce"]}}",
            "read":true,"write":false,"restrict_to_secrets":true,"allow_insecure_access":false,"active":true}
            """);
    }

    [Theory, BothDatabases]
    public async Task Rights_that_are_left_out_have_defaults(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        using var key = SecretKey.Generate();
        var body = TestApiKey.Body(alice.User, key);
        foreach (var right in new[] { "read", "write", "restrict_to_secrets", "allow_insecure_access" })
            body.Remove(right);

        var id = (await alice.PutAsync("/api-key/", body.ToJsonString()))["api_key_id"];
        var read = await alice.GetAsync($"/api-key/{id}/");
        Assert.Equal(
            "True False False False", $"{read["read"]} {read["write"]} {read["restrict_to_secrets"]} {read["allow_insecure_access"]}");
    }

    [Theory, BothDatabases]
    public async Task An_update_changes_only_what_it_names(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var key = await TestApiKey.CreateAsync(alice);

        (await alice.PostAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}","title":"renamed","write":true,"read":null}"""))
            .ShouldBe(HttpStatusCode.OK, "{}");
        (await alice.GetAsync("/api-key/")).ShouldBe(
            HttpStatusCode.OK,
            $$"""
            {"api_keys":[{"id":"{{key.Id}}","title":"renamed",
            "read":true,"write":true,"restrict_to_secrets":true,"allow_insecure_access":false,"active":true}]}
            """);

        (await alice.PostAsync(
            "/api-key/",
            $$"""{"api_key_id":"{{key.Id}}","read":false,"restrict_to_secrets":false,"allow_insecure_access":true,"active":false}"""))
            .ShouldSucceed();
        (await alice.GetAsync("/api-key/")).ShouldBe(
            HttpStatusCode.OK,
            $$"""
            {"api_keys":[{"id":"{{key.Id}}","title":"renamed",
            "read":false,"write":true,"restrict_to_secrets":false,"allow_insecure_access":true,"active":true}]}
            """);
        (await alice.PostAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}","read":null}""")).ShouldRefuse("NOTHING_TO_UPDATE");
    }

    [Theory, BothDatabases]
    public async Task Somebody_elses_key_does_not_exist(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var ofBob = await TestApiKey.CreateAsync(bob);

        foreach (var id in new[] { ofBob.Id, Guid.NewGuid() })
        {
            (await alice.GetAsync($"/api-key/{id}/"))
                .ShouldBe(HttpStatusCode.BadRequest, $$"""{"message":"NO_PERMISSION_OR_NOT_EXIST","resource_id":"{{id}}"}""");
            (await alice.PostAsync("/api-key/", $$"""{"api_key_id":"{{id}}","title":"mine"}""")).ShouldRefuse(NotExist);
            (await alice.PostAsync("/api-key/", $$"""{"api_key_id":"{{id}}"}""")).ShouldRefuse(NotExist);
            (await alice.DeleteAsync("/api-key/", $$"""{"api_key_id":"{{id}}"}""")).ShouldRefuse("API_KEY_DOES_NOT_EXIST");
        }

        (await alice.GetAsync("/api-key/nonsense/"))
            .ShouldBe(HttpStatusCode.BadRequest, """{"message":"NO_PERMISSION_OR_NOT_EXIST","resource_id":"nonsense"}""");
        Assert.Equal("service key", (await bob.GetAsync($"/api-key/{ofBob.Id}/"))["title"]);
        (await bob.DeleteAsync("/api-key/", $$"""{"api_key_id":"{{ofBob.Id}}"}""")).ShouldBe(HttpStatusCode.OK, "{}");
        (await bob.GetAsync("/api-key/")).ShouldBe(HttpStatusCode.OK, """{"api_keys":[]}""");
    }

    [Theory, BothDatabases]
    public async Task No_nonce_is_used_twice(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        using var key = SecretKey.Generate();
        var first = TestApiKey.Body(alice.User, key);
        (await alice.PutAsync("/api-key/", first.ToJsonString())).ShouldSucceed();

        foreach (var nonce in new[] { "private_key_nonce", "secret_key_nonce", "user_private_key_nonce", "user_secret_key_nonce" })
        {
            var second = TestApiKey.Body(alice.User, key);
            second[nonce] = first[nonce]!.GetValue<string>();
            (await alice.PutAsync("/api-key/", second.ToJsonString()))
                .ShouldBe(HttpStatusCode.BadRequest, """{"error":"DuplicateNonce","message":"Don't use a nonce twice"}""");
        }
    }

    [Fact]
    public async Task All_wrong_fields_are_named()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var alice = await server.RegisterAndLogInAsync("alice");
        using var key = SecretKey.Generate();
        var body = TestApiKey.Body(alice.User, key);
        body["title"] = new string('t', 257);
        body["public_key"] = "no hex";
        body["private_key"] = new string('0', 258);
        body["secret_key_nonce"] = new string('0', 66);
        body.Remove("verify_key");
        body["read"] = 7;

        (await alice.PutAsync("/api-key/", body.ToJsonString())).ShouldBe(
            HttpStatusCode.BadRequest,
            """
            {"title":["Ensure this field has no more than 256 characters."],
            "public_key":["NO_VALID_HEX"],
            "private_key":["Ensure this field has no more than 256 characters."],
            "secret_key_nonce":["Ensure this field has no more than 64 characters."],
            "verify_key":["This field is required."],"read":["IS_NOT_A_VALID_BOOLEAN"]}
            """);
        (await alice.PostAsync("/api-key/", """{"title":null}""")).ShouldBe(
            HttpStatusCode.BadRequest, """{"api_key_id":["This field is required."],"title":["This field may not be null."]}""");
    }
}
