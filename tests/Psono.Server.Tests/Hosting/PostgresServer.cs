using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Psono.Server.Tests.Hosting;

/// <summary>
/// Debian's PostgreSQL, started once for all tests on a port of its own, in a temporary directory, without waiting for the disk.
/// It is not skipped when it is missing: half of the server would go untested.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);
    private static int _databases;

    private readonly Process _process;
    private readonly string _directory;
    private readonly int _port;

    private PostgresServer(Process process, string directory, int port)
    {
        _process = process;
        _directory = directory;
        _port = port;
    }

    /// <summary>What is a new, empty database for whoever uses the connection: a schema of its own, which costs a fifteenth of the time.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Shared.Value;
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await server.ExecuteAsync($"create schema {name}");
        return $"{server.ConnectionString};Search Path={name}";
    }

    public static async Task StopSharedAsync()
    {
        if (Shared.IsValueCreated)
            await (await Shared.Value).DisposeAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => Path.Combine(version, "bin")).LastOrDefault(Directory.Exists)
            : null;
        if (bin is null)
            throw new InvalidOperationException("these tests need PostgreSQL: apt-get install -y postgresql");

        var directory = Directory.CreateTempSubdirectory("psono-postgresql-").FullName;
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres:postgres", directory);
        var data = Path.Combine(directory, "data");
        await RunAsync(Unprivileged([Path.Combine(bin, "initdb"), "-D", data, "-U", "psono", "-A", "trust", "-E", "UTF8", "--no-sync"]));

        var port = FreePort();
        var process = Start(Unprivileged([
            Path.Combine(bin, "postgres"), "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=300", "-c", "log_min_messages=fatal"]));
        var server = new PostgresServer(process, directory, port);
        AppDomain.CurrentDomain.ProcessExit += server.StopOnExit;
        await server.WaitAsync();
        return server;
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string[] Unprivileged(string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", .. command] : command;

    private async Task WaitAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await ExecuteAsync("select 1");
                return;
            }
            catch (NpgsqlException) when (attempt < 100 && !_process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=psono;Database=postgres;Maximum Pool Size=20";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} does not start");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {error}");
    }

    /// <summary>Also when the test process ends before its last test.</summary>
    private void StopOnExit(object? sender, EventArgs e) => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= StopOnExit;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
