using System.Net;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

public sealed class GrantTests
{
    private const string NotExist = "NO_PERMISSION_OR_NOT_EXIST";

    [Theory, BothDatabases]
    public async Task A_grant_is_listed_until_it_is_revoked(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await StartAsync(server, "alice");
        (await alice.GetAsync($"/api-key/secret/{key.Id}/")).ShouldBe(HttpStatusCode.OK, "[]");

        var body = key.GrantBody(alice.User, secret);
        var granted = await alice.PutAsync("/api-key/secret/", body.ToJsonString());
        granted.ShouldBe(HttpStatusCode.Created, $$"""{"api_key_secret_id":"{{granted["api_key_secret_id"]}}"}""");
        (await alice.GetAsync($"/api-key/secret/{key.Id}/")).ShouldBe(
            HttpStatusCode.OK,
            $$"""
            [{"id":"{{granted["api_key_secret_id"]}}","secret_id":"{{secret.Id}}",
            "title":"{{body["title"]}}","title_nonce":"{{body["title_nonce"]}}"}]
            """);
        (await alice.PutAsync("/api-key/secret/", body.ToJsonString())).ShouldRefuse("API_KEY_SECRET_ALREADY_EXIST");

        (await alice.DeleteAsync("/api-key/secret/", $$"""{"api_key_secret_id":"{{granted["api_key_secret_id"]}}"}"""))
            .ShouldBe(HttpStatusCode.OK, "{}");
        (await alice.GetAsync($"/api-key/secret/{key.Id}/")).ShouldBe(HttpStatusCode.OK, "[]");
        (await key.ReadAsync(server, secret)).ShouldRefuse(NotExist);
    }

    [Theory, BothDatabases]
    public async Task Only_own_secrets_are_granted_and_only_to_own_keys(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, ofAlice, keyOfAlice) = await StartAsync(server, "alice");
        var (bob, ofBob, keyOfBob) = await StartAsync(server, "bob");
        var grantOfBob = await keyOfBob.GrantAsync(bob, ofBob);
        var unknownSecret = ofAlice with { Id = Guid.NewGuid() };
        var unknownKey = keyOfAlice with { Id = Guid.NewGuid() };

        foreach (var (key, secret) in new[] { (keyOfAlice, ofBob), (keyOfBob, ofAlice), (keyOfBob, ofBob), (keyOfAlice, unknownSecret),
            (unknownKey, ofAlice) })
            (await alice.PutAsync("/api-key/secret/", key.GrantBody(alice.User, secret).ToJsonString())).ShouldRefuse(NotExist);
        foreach (var id in new[] { keyOfBob.Id, unknownKey.Id })
            (await alice.GetAsync($"/api-key/secret/{id}/"))
                .ShouldBe(HttpStatusCode.BadRequest, $$"""{"message":"NO_PERMISSION_OR_NOT_EXIST","resource_id":"{{id}}"}""");
        foreach (var id in new[] { grantOfBob, Guid.NewGuid() })
            (await alice.DeleteAsync("/api-key/secret/", $$"""{"api_key_secret_id":"{{id}}"}""")).ShouldRefuse(NotExist);

        (await keyOfBob.ReadAsync(server, ofBob)).ShouldSucceed();
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "api_key_secrets"));
    }

    [Theory, BothDatabases]
    public async Task A_grant_goes_with_its_key_and_with_its_secret(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await StartAsync(server, "alice");
        var other = await TestApiKey.CreateAsync(alice);
        await key.GrantAsync(alice, secret);
        await other.GrantAsync(alice, secret);

        (await alice.DeleteAsync("/api-key/", $$"""{"api_key_id":"{{other.Id}}"}""")).ShouldSucceed();
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "api_key_secrets"));
        (await alice.DeleteAsync("/secret/link/", $$"""{"link_id":"{{secret.LinkId}}"}""")).ShouldSucceed();
        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "api_key_secrets"));
        (await alice.GetAsync($"/api-key/secret/{key.Id}/")).ShouldBe(HttpStatusCode.OK, "[]");
    }

    [Fact]
    public async Task Fields_and_methods_are_checked()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var (alice, _, _) = await StartAsync(server, "alice");

        (await alice.PutAsync(
            "/api-key/secret/",
            $$"""{"api_key_id":"x","title":"no hex","title_nonce":"{{new string('0', 66)}}","secret_key":""}""")).ShouldBe(
            HttpStatusCode.BadRequest,
            """
            {"api_key_id":["IS_NOT_A_VALID_UUID"],"secret_id":["This field is required."],
            "title":["NO_VALID_HEX"],"title_nonce":["Ensure this field has no more than 64 characters."],
            "secret_key":["This field may not be blank."],"secret_key_nonce":["This field is required."]}
            """);
        (await alice.GetAsync("/api-key/secret/"))
            .ShouldBe(HttpStatusCode.BadRequest, """{"message":"NO_PERMISSION_OR_NOT_EXIST","resource_id":null}""");
        (await alice.PostAsync("/api-key/secret/", """{"title":"no hex","psono_net":{"title":"","title_tag":"00"}}""")).ShouldBe(
            HttpStatusCode.BadRequest,
            """
            {"api_key_secret_id":["This field is required."],"title":["NO_VALID_HEX"],"title_nonce":["This field is required."],
            "psono_net":{"title":["This field may not be blank."],"title_nonce":["This field is required."],
            "title_tag":["Ensure this field has at least 64 characters."]}}
            """);
    }

    private static async Task<(TestSession, TestSecret, TestApiKey)> StartAsync(TestServer server, string name)
    {
        var session = await server.RegisterAndLogInAsync(name);
        return (session, await TestSecret.CreateAsync(session, await TestDatastore.CreateAsync(session)),
            await TestApiKey.CreateAsync(session));
    }
}
