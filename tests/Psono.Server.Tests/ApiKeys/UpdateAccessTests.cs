using System.Net;
using System.Text.Json.Nodes;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.ApiKeys;

public sealed class UpdateAccessTests
{
    [Theory, BothDatabases]
    public async Task An_update_is_stored_with_the_key_in_the_history_not_its_owner(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server, write: true);
        server.Clock.Advance(TimeSpan.FromSeconds(1));

        (await key.UpdateAsync(server, secret.Change("new")))
            .ShouldBe(HttpStatusCode.OK, """{"write_date":"2026-11-23T19:12:47.181998+00:00"}""");
        Assert.Equal("new", secret.Open(await alice.GetAsync($"/secret/{secret.Id}/")));
        var history = (await alice.GetAsync($"/secret/history/{secret.Id}/")).Json.GetProperty("history");
        Assert.Equal("API key service key", history[0].GetProperty("username").GetString());
        Assert.Equal(
            $$$"""{"api_key":{"id":"{{{key.Id}}}","title":"service key"}}""", history[0].GetProperty("psono_net").GetRawText());
        Assert.Equal(TestSecret.Content, secret.Open(await alice.GetAsync($"/history/{history[0].GetProperty("id")}/")));
    }

    [Theory, BothDatabases]
    public async Task An_old_version_is_not_overwritten(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server, write: true);
        var read = (await key.ReadAsync(server, secret))["write_date"];

        var first = secret.Change("first");
        first["old_write_date"] = read;
        var written = await key.UpdateAsync(server, first);
        written.ShouldSucceed();
        var second = secret.Change("second");
        second["old_write_date"] = read;
        (await key.UpdateAsync(server, second)).ShouldRefuse("WRITE_DATE_MISMATCH");
        Assert.Equal("first", secret.Open(await alice.GetAsync($"/secret/{secret.Id}/")));

        second["old_write_date"] = written["write_date"];
        (await key.UpdateAsync(server, second)).ShouldSucceed();
    }

    [Theory, BothDatabases]
    public async Task Callbacks_are_stored(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server, write: true);

        var change = secret.Change("new");
        change["callback_url"] = "https://example.com/hook";
        change["callback_user"] = "hook";
        change["callback_pass"] = "pass";
        (await key.UpdateAsync(server, change)).ShouldSucceed();
        var read = await alice.GetAsync($"/secret/{secret.Id}/");
        Assert.Equal("https://example.com/hook hook pass", $"{read["callback_url"]} {read["callback_user"]} {read["callback_pass"]}");
    }

    [Theory, BothDatabases]
    public async Task A_key_without_the_right_or_the_grant_writes_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, readOnly) = await TestGrant.CreateAsync(server);
        var ungranted = await TestApiKey.CreateAsync(alice, write: true);

        foreach (var key in new[] { readOnly, ungranted, ungranted with { Id = Guid.NewGuid() } })
            (await key.UpdateAsync(server, secret.Change("new"))).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await ungranted.UpdateAsync(server, (secret with { Id = Guid.NewGuid() }).Change("new")))
            .ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        Assert.Equal(TestSecret.Content, secret.Open(await alice.GetAsync($"/secret/{secret.Id}/")));
        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "secret_history"));
    }

    [Theory, BothDatabases]
    public async Task A_nonce_is_never_used_twice(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (_, secret, key) = await TestGrant.CreateAsync(server, write: true);
        var (_, other, _) = await TestGrant.CreateAsync(server, name: "bob");
        var nonce = await server.State.Database.ReadAsync(db => db.FirstAsync(
            "select data_nonce from secrets where id = @id", row => row.GetString(0), ("@id", other.Id)));
        (await key.UpdateAsync(server, new JsonObject { ["secret_id"] = secret.Id.ToString(), ["data"] = "66", ["data_nonce"] = nonce }))
            .ShouldBe(HttpStatusCode.BadRequest, """{"error":"DuplicateNonce","message":"Don't use a nonce twice"}""");
    }

    [Fact]
    public async Task Fields_are_checked()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        (await server.SendAsync(HttpMethod.Put, "/api-key-access/secret/",
            $$"""{"secret_id":"x","data":"","data_nonce":"{{new string('0', 65)}}","old_write_date":7,"insecure_data":""}""")).ShouldBe(
            HttpStatusCode.BadRequest,
            """
            {"api_key_id":["This field is required."],"secret_id":["IS_NOT_A_VALID_UUID"],
            "data":["This field may not be blank."],"data_nonce":["Ensure this field has no more than 64 characters."],
            "old_write_date":
            ["Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."],
            "insecure_data":["This field may not be blank."]}
            """);
    }
}
