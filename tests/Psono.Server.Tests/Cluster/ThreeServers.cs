using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Cluster;

/// <summary>Three servers with one PostgreSQL database and one set of keys.</summary>
internal sealed class ThreeServers : IAsyncDisposable
{
    private readonly PostgresSchema _schema;
    private readonly TestServer[] _servers;

    private ThreeServers(PostgresSchema schema, TestServer[] servers)
    {
        _schema = schema;
        _servers = servers;
    }

    public TestServer this[int index] => _servers[index % _servers.Length];

    public IReadOnlyList<TestServer> All => _servers;

    public static async Task<ThreeServers> StartAsync(params string[] arguments)
    {
        var schema = await PostgresSchema.TakeAsync();
        var first = await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, arguments);
        string[] others = ["--keys-file", first.KeysFile, .. arguments];
        return new ThreeServers(schema, [
            first,
            await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, others),
            await TestServer.StartAsync(DatabaseKind.PostgreSql, schema.ConnectionString, others),
        ]);
    }

    public Task<T[]> AskAllAsync<T>(Func<TestServer, Task<T>> ask) => Task.WhenAll(_servers.Select(ask));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        await _schema.DisposeAsync();
    }
}
