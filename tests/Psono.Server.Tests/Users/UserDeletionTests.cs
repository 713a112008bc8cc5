using System.Net;
using System.Text;
using Psono.Server.Data;
using Psono.Server.Tests.ApiKeys;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Users;

public sealed class UserDeletionTests
{
    [Theory, BothDatabases]
    public async Task With_an_account_goes_everything_that_nobody_else_can_reach(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, ofAlice) = await StartAsync(server, "alice");
        var (bob, ofBob) = await StartAsync(server, "bob");
        var secret = await TestSecret.CreateAsync(alice, ofAlice);
        (await alice.PostAsync("/secret/", secret.Change("new").ToJsonString())).ShouldSucceed();
        (await alice.GetAsync($"/secret/{secret.Id}/")).ShouldSucceed();
        await (await TestApiKey.CreateAsync(alice)).GrantAsync(alice, secret);
        var shared = await TestSecret.CreateAsync(alice, ofAlice);
        await shared.LinkAsync(server, ofBob);
        var foreign = await TestSecret.CreateAsync(bob, ofBob);

        await DeleteAsync(alice);

        (await bob.GetAsync($"/secret/{shared.Id}/")).ShouldSucceed();
        (await bob.GetAsync($"/secret/{foreign.Id}/")).ShouldSucceed();
        Assert.Equal(2, await TestSecret.CountRowsAsync(server, "secrets"));
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "users"));
        string[] empty = ["secret_history", "api_keys", "api_key_secrets"];
        foreach (var table in empty)
            Assert.Equal((table, 0), (table, await TestSecret.CountRowsAsync(server, table)));
    }

    [Theory, BothDatabases]
    public async Task Secrets_made_while_the_account_is_deleted_do_not_stay(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, datastore) = await StartAsync(server, "alice");
        var sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => alice.User.LogInAsync(server)));
        await TestSecret.CreateAsync(alice, datastore);

        var writers = sessions.Select(session => Task.Run(async () =>
        {
            for (var status = HttpStatusCode.Created; status == HttpStatusCode.Created;)
            {
                status = (await session.PutAsync("/secret/", TestSecret.Body(datastore).ToJsonString())).Status;
                Assert.NotEqual(HttpStatusCode.InternalServerError, status);
            }
        })).ToList();
        await DeleteAsync(alice);
        await Task.WhenAll(writers);

        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "secrets"));
    }

    [Theory, BothDatabases]
    public async Task What_deleted_accounts_left_behind_goes_at_the_next_start(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var (alice, datastore) = await StartAsync(server, "alice");
        var kept = await TestSecret.CreateAsync(alice, datastore);
        var orphan = await TestSecret.CreateAsync(alice, datastore);
        (await alice.PostAsync("/secret/", orphan.Change("new").ToJsonString())).ShouldSucceed();
        await server.State.Database.WriteAsync(
            db => db.ExecuteAsync("delete from secret_links where link_id = @link", ("@link", orphan.LinkId)));

        await server.State.Database.WriteAsync(async db =>
        {
            await db.ExecuteAsync("delete from schema_version where version = 6");
            await Migrator.MigrateAsync(db, kind == DatabaseKind.Sqlite ? "sqlite" : "postgresql");
            return 0;
        });

        (await alice.GetAsync($"/secret/{kept.Id}/")).ShouldSucceed();
        Assert.Equal(1, await TestSecret.CountRowsAsync(server, "secrets"));
        Assert.Equal(0, await TestSecret.CountRowsAsync(server, "secret_history"));
    }

    [Fact]
    public async Task Of_what_was_deleted_nothing_is_left_in_the_files_of_SQLite()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var (alice, datastore) = await StartAsync(server, "alice");
        var secret = await TestSecret.CreateAsync(alice, datastore, new string('x', 40_000));
        var (first, second) = (await DataAsync(alice, secret), secret.Change(new string('y', 40_000)));
        (await alice.PostAsync("/secret/", second.ToJsonString())).ShouldSucceed();
        await server.State.Database.TidyAsync();
        Assert.True(IsInFiles(server, first));

        await DeleteAsync(alice);
        for (var i = 0; i < 100 && IsInFiles(server, first); i++)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(10));
            await Task.Delay(50);
        }

        Assert.False(IsInFiles(server, first), "the version before");
        Assert.False(IsInFiles(server, (string)second["data"]!), "the newest version");
    }

    private static async Task<(TestSession, Guid)> StartAsync(TestServer server, string name)
    {
        var session = await server.RegisterAndLogInAsync(name);
        return (session, await TestDatastore.CreateAsync(session));
    }

    private static async Task DeleteAsync(TestSession session) =>
        (await session.DeleteAsync("/user/delete/", $$"""{"authkey":"{{session.User.Authkey}}"}""")).ShouldBe(HttpStatusCode.OK, "{}");

    private static async Task<string> DataAsync(TestSession session, TestSecret secret) =>
        (await session.GetAsync($"/secret/{secret.Id}/"))["data"];

    /// <summary>Whether a piece from the middle of a ciphertext, small enough for one page, is in any file of the data directory.</summary>
    private static bool IsInFiles(TestServer server, string data)
    {
        var piece = Encoding.UTF8.GetBytes(data[30_000..30_064]);
        return Directory.EnumerateFiles(server.DataDirectory, "psono.sqlite*").Any(file => ReadShared(file).AsSpan().IndexOf(piece) >= 0);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
