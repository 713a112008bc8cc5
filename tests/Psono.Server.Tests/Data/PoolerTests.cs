using System.Net;
using Psono.Server.Data;
using Psono.Server.Tests.Datastores;
using Psono.Server.Tests.Hosting;
using Psono.Server.Tests.Secrets;

namespace Psono.Server.Tests.Data;

/// <summary>A real pgbouncer that gives each transaction another connection. docs/decisions/0075.</summary>
public sealed class PoolerTests
{
    private const int Clients = 8;
    private const int Requests = 25;

    [Fact]
    public async Task Readers_and_writers_go_through_a_pooler_of_transactions()
    {
        await using var bouncer = await PgBouncer.StartAsync();
        await using var server = await TestServer.StartAsync(DatabaseKind.PostgreSql, bouncer.ConnectionString, []);
        var session = await server.RegisterAndLogInAsync("alice");
        var datastore = await TestDatastore.CreateAsync(session);

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => UseAsync(session, datastore))));

        Assert.Empty(answers.SelectMany(all => all).Where(status => (int)status >= 300).Distinct());
        Assert.Equal(Clients * Requests, await TestSecret.CountRowsAsync(server, "secrets"));
    }

    [Fact]
    public async Task Without_a_pooler_statements_are_prepared()
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.PostgreSql);
        Assert.True(await CountPreparedAsync(database) > 0);
    }

    [Fact]
    public async Task With_a_pooler_none_is()
    {
        await using var bouncer = await PgBouncer.StartAsync();
        await using var database = await Database.OpenAsync(bouncer.ConnectionString, "/nowhere");
        Assert.Equal(0, await CountPreparedAsync(database));
    }

    private static Task<long> CountPreparedAsync(Database database) => database.ReadAsync(async db =>
    {
        for (var i = 0; i < 3; i++)
            await db.FirstAsync("select count(*) from users", row => row.GetInt64(0));
        return await db.FirstAsync("select count(*) from pg_prepared_statements", row => row.GetInt64(0));
    });

    private static async Task<List<HttpStatusCode>> UseAsync(TestSession session, Guid datastore)
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < Requests; i++)
        {
            answers.Add((await session.PutAsync("/secret/", TestSecret.Body(datastore).ToJsonString())).Status);
            answers.Add((await session.GetAsync("/datastore/")).Status);
        }

        return answers;
    }
}
