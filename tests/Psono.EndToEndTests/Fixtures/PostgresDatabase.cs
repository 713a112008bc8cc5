using System.Net;
using System.Net.Sockets;

namespace Psono.EndToEndTests.Fixtures;

/// <summary>A PostgreSQL of its own, Debian's, in a temporary directory and on a free port. It does not wait for the disk.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    // PostgreSQL refuses to run as root.
    private const string Prologue =
        """
        set -e; cd /; bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
        as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; else "$@"; fi; }

        """;

    private readonly TemporaryDirectory _directory = new();
    private int _port;

    private PostgresDatabase()
    {
    }

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=psono;Database=postgres";

    public static async Task<PostgresDatabase> StartAsync()
    {
        var database = new PostgresDatabase();
        var directory = database._directory.Path;
        (await Shell.RunAsync(Prologue +
            $"""
            [ "$(id -u)" != 0 ] || chown postgres:postgres {directory}
            as $bin/initdb -D {directory}/data -U psono -A trust -E UTF8 --no-sync >/dev/null
            """)).Succeeds();

        // Somebody else may take the port between the look and the start.
        for (var attempt = 0; ; attempt++)
        {
            database._port = FreePort();
            var started = await Shell.RunAsync(Prologue +
                $"""
                as $bin/pg_ctl -D {directory}/data -l {directory}/log -w \
                  -o "-p {database._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off" start >/dev/null
                """);
            if (started.ExitCode == 0)
                return database;
            Assert.True(attempt < 5, started.Error + await File.ReadAllTextAsync(database._directory.File("log")));
        }
    }

    public async ValueTask DisposeAsync()
    {
        (await Shell.RunAsync($"{Prologue} as $bin/pg_ctl -D {_directory.Path}/data -m immediate stop >/dev/null")).Succeeds();
        _directory.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
