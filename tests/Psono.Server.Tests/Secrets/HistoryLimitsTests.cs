using System.Net;
using Psono.Server.Tests.ApiKeys;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Secrets;

/// <summary>Histories have an end, and nobody can use it to make others lose something.</summary>
public sealed class HistoryLimitsTests
{
    /// <summary>In hexadecimal 0.6 MB: three of them are less than 2 MiB, and more than three quarters of it.</summary>
    private static readonly string Large = new('x', 300_000);

    [Theory, BothDatabases]
    public async Task A_full_history_refuses_keys_first_then_people_and_loses_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--max-history-bytes", "2097152");
        var (alice, secret, key) = await TestGrant.CreateAsync(server, write: true);
        await WriteAsync(alice, secret, 1);

        for (var i = 0; i < 2; i++)
            (await key.UpdateAsync(server, secret.Change(Large))).ShouldSucceed();
        (await key.UpdateAsync(server, secret.Change(Large))).ShouldRefuse("HISTORY_FULL");
        await WriteAsync(alice, secret, 1);
        (await alice.PostAsync("/secret/", secret.Change("small").ToJsonString())).ShouldRefuse("HISTORY_FULL");

        Assert.Equal(4, await TestSecret.CountRowsAsync(server, "secret_history"));
        Assert.Equal(Large, secret.Open(await alice.GetAsync($"/secret/{secret.Id}/")));
    }

    [Theory, BothDatabases]
    public async Task What_is_older_than_90_days_makes_room_when_there_is_none(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--max-history-bytes", "2097152");
        var alice = await server.RegisterAndLogInAsync("alice");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        await WriteAsync(alice, secret, 2);
        server.Clock.Advance(TimeSpan.FromDays(89));
        alice = await alice.User.LogInAsync(server);
        await WriteAsync(alice, secret, 2);
        (await alice.PostAsync("/secret/", secret.Change("x").ToJsonString())).ShouldRefuse("HISTORY_FULL");

        server.Clock.Advance(TimeSpan.FromDays(2));
        alice = await alice.User.LogInAsync(server);
        Assert.Equal(4, await TestSecret.CountRowsAsync(server, "secret_history"));
        await WriteAsync(alice, secret, 1);
        Assert.Equal(3, await TestSecret.CountRowsAsync(server, "secret_history"));
        Assert.Equal(
            await SizeAsync(server, "select sum(octet_length(data) + 1024) from secret_history"),
            await SizeAsync(server, "select history_bytes from secrets"));
    }

    [Theory, BothDatabases]
    public async Task All_secrets_of_an_account_have_a_limit_together(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--max-account-history-bytes", "3000000");
        var alice = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(alice);
        var (first, second) = (await TestSecret.CreateAsync(alice, datastore), await TestSecret.CreateAsync(alice, datastore));
        var bob = await server.RegisterAndLogInAsync("bob");
        var other = await TestSecret.CreateAsync(bob, await TestDatastore.CreateAsync(bob));

        await WriteAsync(alice, first, 4);
        await WriteAsync(alice, second, 2);
        (await alice.PostAsync("/secret/", second.Change(Large).ToJsonString())).ShouldRefuse("HISTORY_FULL");
        await WriteAsync(bob, other, 4);

        server.Clock.Advance(TimeSpan.FromDays(91));
        await WriteAsync(await alice.User.LogInAsync(server), second, 3);
    }

    [Theory, BothDatabases]
    public async Task An_owner_removes_versions_and_nobody_else_does(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind, "--max-history-bytes", "2097152");
        var alice = await server.RegisterAndLogInAsync("alice");
        var bob = await server.RegisterAndLogInAsync("bob");
        var secret = await TestSecret.CreateAsync(alice, await TestDatastore.CreateAsync(alice));
        await WriteAsync(alice, secret, 3);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await WriteAsync(alice, secret, 1);
        (await alice.PostAsync("/secret/", secret.Change("x").ToJsonString())).ShouldRefuse("HISTORY_FULL");

        (await PruneAsync(bob, secret, "2030-01-01T00:00:00Z")).ShouldRefuse("NO_PERMISSION_OR_NOT_EXIST");
        (await PruneAsync(alice, secret, "yesterday")).ShouldBe(HttpStatusCode.BadRequest, """
            {"before":["Datetime has wrong format. Use one of these formats instead: 
            YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."]}
            """);
        (await PruneAsync(alice, secret, "2026-11-23T19:13:00Z")).ShouldBe(HttpStatusCode.OK, """{"removed":3}""");
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secret_history"));
        await WriteAsync(alice, secret, 2);
    }

    [Theory, BothDatabases]
    public async Task A_key_that_is_deleted_stays_named(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, secret, key) = await TestGrant.CreateAsync(server, write: true);
        (await key.UpdateAsync(server, secret.Change("new"))).ShouldSucceed();
        (await alice.DeleteAsync("/api-key/", $$"""{"api_key_id":"{{key.Id}}"}""")).ShouldSucceed();

        var history = (await alice.GetAsync($"/secret/history/{secret.Id}/")).Json.GetProperty("history");
        Assert.Equal("API key service key", history[0].GetProperty("username").GetString());
    }

    [Fact]
    public async Task A_key_writes_no_more_often_than_the_rate_allows_and_reads_on()
    {
        await using var server = await TestServer.StartAsync(
            DatabaseKind.Sqlite, "--throttling", "true", "--throttle-rate-api-key-write", "2/hour");
        var (_, secret, key) = await TestGrant.CreateAsync(server, write: true);

        for (var i = 0; i < 2; i++)
            (await key.UpdateAsync(server, secret.Change("new"))).ShouldSucceed();
        var refused = await key.UpdateAsync(server, secret.Change("new"));
        Assert.Equal((HttpStatusCode.TooManyRequests, "1800"), (refused.Status, refused.Headers["Retry-After"]));
        (await key.ReadAsync(server, secret)).ShouldSucceed();
    }

    private static async Task WriteAsync(TestSession session, TestSecret secret, int times)
    {
        for (var i = 0; i < times; i++)
            (await session.PostAsync("/secret/", secret.Change(Large).ToJsonString())).ShouldSucceed();
    }

    private static Task<TestAnswer> PruneAsync(TestSession session, TestSecret secret, string before) =>
        session.DeleteAsync($"/secret/history/{secret.Id}/", $$"""{"before":"{{before}}"}""");

    private static Task<long> SizeAsync(TestServer server, string sql) =>
        server.State.Database.ReadAsync(db => db.FirstAsync(sql, row => Convert.ToInt64(row.GetValue(0))));
}
