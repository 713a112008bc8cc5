using System.Diagnostics;
using System.Text;
using Npgsql;

namespace Psono.Server.Tests.Hosting;

/// <summary>
/// Debian's PostgreSQL, started once for all tests on a socket in a temporary directory, without waiting for the disk.
/// It is not skipped when it is missing: half of the server would go untested.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>
    /// Its standard input ends with the tests, however they end: then PostgreSQL is stopped, and its directory
    /// removed by whoever is left to do so.
    /// </summary>
    private const string Supervisor = """
        trap '' INT TERM
        "$@" &
        read -r regular_end
        kill -QUIT $!
        wait
        [ "$regular_end" ] || rm -rf "$0"
        """;

    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);

    private readonly TemporaryDirectory _directory = new();
    private readonly StringBuilder _errors = new();
    private Process? _process;

    /// <summary>A connection to the database that every schema is in.</summary>
    public string ConnectionString => $"Host={_directory.Path};Username=psono;Database=postgres;Maximum Pool Size=20";

    public string SocketPath => _directory.File(".s.PGSQL.5432");

    public static Task<PostgresServer> GetAsync() => Shared.Value;

    public static async Task StopSharedAsync()
    {
        if (Shared.IsValueCreated)
            await (await Shared.Value).DisposeAsync();
    }

    /// <summary>Runs statements; the first value they give.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order()
                .Select(version => Path.Combine(version, "bin")).LastOrDefault(Directory.Exists)
            : null;
        if (bin is null)
            throw new InvalidOperationException("these tests need PostgreSQL: apt-get install -y postgresql");

        var server = new PostgresServer();
        try
        {
            await server.StartAsync(bin);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(string bin)
    {
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres:postgres", _directory.Path);
        var data = _directory.File("data");
        await RunAsync(Unprivileged([Path.Combine(bin, "initdb"), "-D", data, "-U", "psono", "-A", "trust", "-E", "UTF8", "--no-sync"]));
        _process = Start(["sh", "-c", Supervisor, _directory.Path, .. Unprivileged([
            Path.Combine(bin, "postgres"), "-D", data, "-c", "listen_addresses=", "-c", $"unix_socket_directories={_directory.Path}",
            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=300", "-c",
            "log_min_messages=panic"])]);
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
        await WaitAsync();
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
            catch (NpgsqlException e) when (attempt == 600)
            {
                throw new InvalidOperationException($"PostgreSQL does not start: {_errors}", e);
            }
            catch (NpgsqlException)
            {
                await Task.Delay(50);
            }
        }
    }

    private static Process Start(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
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

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.StandardInput.WriteLineAsync("regular");
            await _process.StandardInput.FlushAsync();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _directory.Dispose();
    }
}
