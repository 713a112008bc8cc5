using System.Net;
using System.Text.Json.Nodes;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Datastores;

public sealed class DatastoreHistoryTests
{
    [Theory, BothDatabases]
    public async Task What_a_write_replaces_is_kept_with_its_key_and_can_be_read(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var key = (await alice.GetAsync($"/datastore/{datastore}/"))["secret_key"];

        await WriteAsync(alice, datastore, "a1");
        Assert.Empty(await ListAsync(alice, datastore));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        (await alice.PostAsync("/datastore/", $$"""
            {"datastore_id":"{{datastore}}","data":"a2","data_nonce":"02","secret_key":"bb","secret_key_nonce":"cc"}
            """)).ShouldSucceed();
        (await alice.PostAsync("/datastore/", $$"""{"datastore_id":"{{datastore}}","description":"renamed"}""")).ShouldSucceed();

        var version = Assert.Single(await ListAsync(alice, datastore));
        Assert.Equal("2026-11-23T19:12:46.181999+00:00", (string?)version["write_date"]);
        Assert.Equal("2026-11-23T19:12:47.181998+00:00", (string?)version["create_date"]);
        var read = await alice.GetAsync($"/datastore/version/{version["id"]}/");
        Assert.Equal(("a1", "00", key), (read["data"], read["data_nonce"], read["secret_key"]));
        Assert.Equal("a2", (await alice.GetAsync($"/datastore/{datastore}/"))["data"]);
    }

    [Theory, BothDatabases]
    public async Task A_version_ends_when_the_next_begins_also_if_only_the_key_is_another(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        await WriteAsync(alice, datastore, "a1");

        var answer = await alice.PostAsync(
            "/datastore/", $$"""{"datastore_id":"{{datastore}}","secret_key":"bb","secret_key_nonce":"cc"}""");

        Assert.Equal(answer["write_date"], (string?)Assert.Single(await ListAsync(alice, datastore))["create_date"]);
    }

    [Theory, BothDatabases]
    public async Task A_refused_write_leaves_no_version(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        await WriteAsync(alice, datastore, "a1");

        (await alice.PostAsync("/datastore/", $$"""
            {"datastore_id":"{{datastore}}","data":"a2","data_nonce":"00","old_write_date":"2026-01-01T00:00:00+00:00"}
            """)).ShouldRefuse("WRITE_DATE_MISMATCH");

        Assert.Empty(await ListAsync(alice, datastore));
    }

    [Theory, BothDatabases]
    public async Task Versions_of_others_do_not_exist_and_none_outlives_its_datastore(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var datastore = await TestDatastore.CreateAsync(alice);
        await WriteAsync(alice, datastore, "a1");
        await WriteAsync(alice, datastore, "a2");
        var version = (string)Assert.Single(await ListAsync(alice, datastore))["id"]!;

        foreach (var id in new[] { version, datastore.ToString(), Guid.NewGuid().ToString(), "no id" })
        {
            (await bob.GetAsync($"/datastore/version/{id}/")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
            (await bob.GetAsync($"/datastore/history/{id}/")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync($"/datastore/version/{version}/")).Status);
        (await alice.DeleteAsync("/user/delete/", $$"""{"authkey":"{{alice.User.Authkey}}"}""")).ShouldSucceed();
        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "datastore_history"));
    }

    [Theory, BothDatabases]
    public async Task Fifty_versions_are_kept_however_old(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        for (var i = 0; i <= 50; i++)
            await WriteAsync(alice, datastore, $"{i:x4}");
        server.Clock.Advance(TimeSpan.FromDays(400));
        alice = await alice.User.LogInAsync(server);

        await WriteAsync(alice, datastore, "ffff");
        await WriteAsync(alice, datastore, "eeee");

        var versions = await ListAsync(alice, datastore);
        Assert.Equal(50, versions.Count);
        Assert.Equal("ffff", await DataAsync(alice, versions[0]));
        Assert.Equal("0002", await DataAsync(alice, versions[49]));
    }

    [Theory, BothDatabases]
    public async Task Of_many_writes_the_last_of_each_minute_stays_for_a_day_and_of_each_hour_for_thirty_days(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var start = new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
        server.Clock.SetUtcNow(start);
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        foreach (var (minute, second) in new[] { (0, 0), (0, 30), (1, 0), (1, 30), (59, 0), (60, 0) })
            await WriteAtAsync(start.AddMinutes(minute).AddSeconds(second));
        // A flood, which all other versions have to make room for.
        for (var i = 0; i < 51; i++)
            await WriteAtAsync(start.AddMinutes(61).AddSeconds(1));

        Assert.Equal(["0030", "0130", "5900", "6000"], await KeptAsync());
        await WriteAtAsync(start.AddDays(1).AddMinutes(60).AddSeconds(30));
        Assert.Equal(["5900", "6000"], await KeptAsync());
        await WriteAtAsync(start.AddDays(30).AddMinutes(59));
        Assert.Equal(["5900"], await KeptAsync());
        await WriteAtAsync(start.AddDays(30).AddMinutes(61));
        Assert.Equal([], await KeptAsync());

        async Task WriteAtAsync(DateTimeOffset time)
        {
            if (time - server.Clock.GetUtcNow() > TimeSpan.FromHours(12))
            {
                server.Clock.SetUtcNow(time);
                alice = await alice.User.LogInAsync(server);
            }

            server.Clock.SetUtcNow(time);
            var minutes = (int)(time - start).TotalMinutes;
            await WriteAsync(alice, datastore, $"{minutes % 10000:d2}{time.Second:d2}");
        }

        // Those that are not kept for being among the last.
        async Task<List<string>> KeptAsync()
        {
            var kept = new List<string>();
            foreach (var version in (await ListAsync(alice, datastore)).Skip(50))
                kept.Add(await DataAsync(alice, version));
            kept.Reverse();
            return kept;
        }
    }

    private static async Task WriteAsync(TestSession session, Guid datastore, string data) => (await session.PostAsync(
        "/datastore/", $$"""{"datastore_id":"{{datastore}}","data":"{{data}}","data_nonce":"00"}""")).ShouldSucceed();

    private static async Task<List<JsonNode>> ListAsync(TestSession session, Guid datastore) =>
        [.. JsonNode.Parse((await session.GetAsync($"/datastore/history/{datastore}/")).Text)!["history"]!.AsArray().OfType<JsonNode>()];

    private static async Task<string> DataAsync(TestSession session, JsonNode version) =>
        (await session.GetAsync($"/datastore/version/{version["id"]}/"))["data"];
}
