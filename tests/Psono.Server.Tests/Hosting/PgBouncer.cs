namespace Psono.Server.Tests.Hosting;

/// <summary>
/// Debian's pgbouncer before an empty database: few connections, and each transaction gets whichever is free.
/// </summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private static int Count;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _database = $"pooled{Interlocked.Increment(ref Count)}";
    private readonly PostgresProcess _postgres;
    private SupervisedProcess? _process;

    private PgBouncer(PostgresProcess postgres) => _postgres = postgres;

    public string ConnectionString => $"postgresql:///{_database}?host={_directory.Path}&port=6432&user=psono";

    public static async Task<PgBouncer> StartAsync()
    {
        if (!File.Exists("/usr/sbin/pgbouncer"))
            throw new InvalidOperationException("these tests need pgbouncer: apt-get install -y pgbouncer");
        var bouncer = new PgBouncer(await PostgresServer.GetAsync());
        try
        {
            await bouncer.StartProcessAsync();
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    private async Task StartProcessAsync()
    {
        await _postgres.ExecuteAsync($"create database {_database}");
        var settings = _directory.Write("pgbouncer.ini", $"""
            [databases]
            {_database} = host={_postgres.Host} user=psono
            [pgbouncer]
            auth_type = any
            listen_addr =
            unix_socket_dir = {_directory.Path}
            pool_mode = transaction
            default_pool_size = 5
            server_round_robin = 1
            """);
        SupervisedProcess.HandOver(_directory);
        _process = SupervisedProcess.Start(_directory, "/usr/sbin/pgbouncer", "-q", settings);
        for (var attempt = 0; !File.Exists(_directory.File(".s.PGSQL.6432")); attempt++)
        {
            if (attempt == 600)
                throw new InvalidOperationException($"pgbouncer does not start: {_process.Errors}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        await _postgres.ExecuteAsync($"drop database if exists {_database} with (force)");
        _directory.Dispose();
    }
}
