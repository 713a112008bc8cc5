using System.Net;
using System.Text.Json.Nodes;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

public sealed class SealedAccessTests
{
    private const string NotExist = "NO_PERMISSION_OR_NOT_EXIST";

    [Theory, BothDatabases]
    public async Task A_granted_secret_is_read_sealed_and_each_read_is_counted(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server);
        var stored = await alice.GetAsync($"/secret/{secret.Id}/");

        for (var count = 2; count <= 4; count++)
        {
            var read = await key.ReadAsync(server, secret);
            Assert.Equal(TestSecret.Content, key.Open(read.Json));
            read.ShouldBe(
                HttpStatusCode.OK,
                $$"""
                {"data":"{{stored["data"]}}","data_nonce":"{{stored["data_nonce"]}}",
                "secret_key":"{{read["secret_key"]}}","secret_key_nonce":"{{read["secret_key_nonce"]}}",
                "read_count":{{count}},"write_date":"2026-11-23T19:12:46.181998+00:00"}
                """);
        }
    }

    [Theory, BothDatabases]
    public async Task Whatever_a_client_stored_comes_back_as_valid_json(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server, read: true, write: true);
        const string Odd = "no hex \" \\ \u0001 \u00fc \u2028 😀 </script>";

        (await key.UpdateAsync(server, new JsonObject { ["secret_id"] = secret.Id.ToString(), ["data"] = Odd, ["data_nonce"] = "ü" }))
            .ShouldSucceed();
        var read = await key.ReadAsync(server, secret);
        Assert.Equal(Odd, read["data"]);
        Assert.Equal("ü", read["data_nonce"]);
        Assert.Equal(Odd, (await alice.GetAsync($"/secret/{secret.Id}/"))["data"]);
    }

    [Fact]
    public async Task Answers_are_never_cached_and_always_json()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var (_, secret, key) = await TestGrant.CreateAsync(server, insecure: true);

        foreach (var answer
            in new[] { await key.ReadAsync(server, secret), await key.ReadInsecurelyAsync(server, secret), await key.InspectAsync(server) })
        {
            Assert.Equal("no-store", answer.Headers["Cache-Control"]);
            Assert.Equal("application/json", answer.ContentType);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/server/api-key-access/inspect/");
        request.Headers.Add("Accept", "text/html");
        request.Content = new StringContent(
            $$"""{"api_key_id":"{{key.Id}}"}""", System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json"));
        (await server.SendAsync(request)).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Whatever_is_missing_the_answer_is_the_same(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server);
        var ungranted = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice, "second", isDefault: false));
        var writeOnly = await TestApiKey.CreateAsync(alice, read: false, write: true);
        await writeOnly.GrantAsync(alice, secret);

        (await key.ReadAsync(server, ungranted)).ShouldRefuse(NotExist);
        (await key.ReadAsync(server, secret with { Id = Guid.NewGuid() })).ShouldRefuse(NotExist);
        (await (key with { Id = Guid.NewGuid() }).ReadAsync(server, secret)).ShouldRefuse(NotExist);
        (await writeOnly.ReadAsync(server, secret)).ShouldRefuse(NotExist);
        (await (key with { Id = Guid.NewGuid() }).InspectAsync(server)).ShouldRefuse(NotExist);
        Assert.Equal("1", (await key.ReadAsync(server, secret))["read_count"]);
    }

    [Theory, BothDatabases]
    public async Task A_key_is_worth_what_its_owner_is_worth(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server, read: true, write: true, insecure: true);
        var (_, ofBob, keyOfBob) = await TestGrant.CreateAsync(server, read: true, write: true, insecure: true, name: "bob");

        // The secret leaves the owner's datastore, as it would when a share is taken away: the grant stays, the right is gone.
        await ExecuteAsync(server, "update secret_links set parent_datastore_id = null where secret_id = @id", secret.Id);
        (await key.ReadAsync(server, secret)).ShouldRefuse(NotExist);
        (await key.ReadInsecurelyAsync(server, secret)).ShouldRefuse(NotExist);
        (await key.UpdateAsync(server, secret.Change("new"))).ShouldRefuse(NotExist);
        (await alice.GetAsync($"/secret/{secret.Id}/")).ShouldRefuse(NotExist);

        await ExecuteAsync(
            server, "update users set is_active = false where id = (select user_id from api_keys where id = @id)", keyOfBob.Id);
        await RefusesAllAsync(server, keyOfBob, ofBob);
        await ExecuteAsync(
            server, "update users set is_active = true where id = (select user_id from api_keys where id = @id)", keyOfBob.Id);
        (await keyOfBob.ReadAsync(server, ofBob)).ShouldSucceed();
        await ExecuteAsync(server, "update api_keys set active = false where id = @id", keyOfBob.Id);
        await RefusesAllAsync(server, keyOfBob, ofBob);
        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "secret_history"));
    }

    [Theory, BothDatabases]
    public async Task A_read_shows_what_was_acknowledged_before_it_began(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server, content: "0");
        var acknowledged = 0;
        var writing = WriteAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReadAsync()));
        await writing;
        Assert.Equal("50", key.Open((await key.ReadAsync(server, secret)).Json));

        async Task WriteAsync()
        {
            for (var version = 1; version <= 50; version++)
            {
                (await alice.PostAsync("/secret/", secret.Change($"{version}").ToJsonString())).ShouldSucceed();
                Volatile.Write(ref acknowledged, version);
            }
        }

        async Task ReadAsync()
        {
            while (!writing.IsCompleted)
            {
                var atLeast = Volatile.Read(ref acknowledged);
                var seen = int.Parse(
                    key.Open((await key.ReadAsync(server, secret)).Json), System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(seen >= atLeast, $"{seen} was read after {atLeast} was acknowledged");
            }
        }
    }

    [Fact]
    public async Task Fields_and_methods_are_checked()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        (await server.PostAsync("/api-key-access/secret/", """{"api_key_id":"nonsense","json_filter":"","api_key_secret_key":null}"""))
            .ShouldBe(
                HttpStatusCode.BadRequest,
                """
                {"api_key_id":["IS_NOT_A_VALID_UUID"],"secret_id":["This field is required."],
                "api_key_secret_key":["This field may not be null."],"json_filter":["This field may not be blank."]}
                """);
        (await server.PostAsync("/api-key-access/inspect/", "[]")).ShouldRefuse("Invalid data. Expected a dictionary, but got list.");
        (await server.PostAsync("/api-key-access/inspect/", "{"))
            .ShouldBe(HttpStatusCode.BadRequest, """{"detail":"JSON parse error - line 1 column 2"}""");
        foreach (var (method, path) in new[] { (HttpMethod.Get, "inspect"), (HttpMethod.Put, "inspect"), (HttpMethod.Get, "secret"),
            (HttpMethod.Delete, "secret") })
            (await server.SendAsync(method, $"/api-key-access/{path}/")).ShouldBe(HttpStatusCode.MethodNotAllowed, "{}");
    }

    [Fact]
    public async Task Requests_are_counted_for_each_key_apart()
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--throttling", "true", "--throttle-rate-api-key", "3/hour");
        var (alice, secret, key) = await TestGrant.CreateAsync(server);

        (await key.InspectAsync(server)).ShouldSucceed();
        (await key.ReadAsync(server, secret)).ShouldSucceed();
        (await key.UpdateAsync(server, secret.Change("new"))).ShouldRefuse(NotExist);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await key.ReadAsync(server, secret)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await key.InspectAsync(server)).Status);

        // One key in 16,384 has the same counter, by chance; not all of three.
        var others = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
            others.Add((await (await TestApiKey.CreateAsync(alice)).InspectAsync(server)).Status);
        Assert.Contains(HttpStatusCode.OK, others);
    }

    private static async Task RefusesAllAsync(TestServer server, TestApiKey key, TestSecret secret)
    {
        (await key.InspectAsync(server)).ShouldRefuse(NotExist);
        (await key.ReadAsync(server, secret)).ShouldRefuse(NotExist);
        (await key.ReadInsecurelyAsync(server, secret)).ShouldRefuse(NotExist);
        (await key.UpdateAsync(server, secret.Change("new"))).ShouldRefuse(NotExist);
    }

    private static Task<int> ExecuteAsync(TestServer server, string sql, Guid id) =>
        server.State.Database.WriteAsync(db => db.ExecuteAsync(sql, ("@id", id)));
}
