using System.Globalization;
using Npgsql;

namespace Psono.Server.Tests.Hosting;

/// <summary>Debian's PostgreSQL on a socket in a temporary directory, without waiting for the disk.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private SupervisedProcess? _process;
    private bool _isFrozen;

    public string Host => _directory.Path;

    /// <summary>A connection to the database that every installation has.</summary>
    public string ConnectionString => $"Host={Host};Username=psono;Database=postgres;Maximum Pool Size=20";

    public string SocketPath => _directory.File(".s.PGSQL.5432");

    private string Data => _directory.File("data");

    public static Task<PostgresProcess> CreateAsync(params string[] settings) => CreateAsync(
        data => SupervisedProcess.RunAsync(Program("initdb"), "-D", data, "-U", "psono", "-A", "trust", "-E", "UTF8", "--no-sync"),
        settings);

    /// <summary>A standby of another one.</summary>
    public static Task<PostgresProcess> FollowAsync(PostgresProcess primary) => CreateAsync(
        data => SupervisedProcess.RunAsync(
            Program("pg_basebackup"), "-D", data, "-h", primary.Host, "-U", "psono", "-R", "-c", "fast", "-N"),
        []);

    /// <summary>Runs statements; the first value they give.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async Task PromoteAsync()
    {
        try
        {
            await SupervisedProcess.RunAsync(Program("pg_ctl"), "promote", "-D", Data);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"PostgreSQL is not promoted: {_process!.Errors}", e);
        }
    }

    /// <summary>Ends it in good order.</summary>
    public async Task StopAsync()
    {
        await SupervisedProcess.RunAsync(Program("pg_ctl"), "stop", "-m", "fast", "-D", Data);
        await _process!.DisposeAsync();
        _process = null;
    }

    /// <summary>Starts it again, as a standby of another one.</summary>
    public Task FollowAgainAsync(PostgresProcess primary)
    {
        File.WriteAllText(Path.Combine(Data, "standby.signal"), "");
        return StartAsync("-c", $"primary_conninfo=host={primary.Host} user=psono");
    }

    /// <summary>A signal such as KILL or STOP to all of its processes at once.</summary>
    public Task SignalAsync(string signal)
    {
        var main = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
        _isFrozen = signal == "STOP";
        var script = $"kill -{signal} {main} $(grep -ls '^PPid:.{main}$' /proc/[0-9]*/status | cut -d / -f 3)";
        return SupervisedProcess.RunAsync("sh", "-c", script);
    }

    private static async Task<PostgresProcess> CreateAsync(Func<string, Task> makeData, string[] settings)
    {
        var server = new PostgresProcess();
        try
        {
            SupervisedProcess.HandOver(server._directory);
            await makeData(server.Data);
            await server.StartAsync(settings);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(params string[] settings)
    {
        _process = SupervisedProcess.Start(_directory, [
            Program("postgres"), "-D", Data, "-c", "listen_addresses=", "-c", $"unix_socket_directories={_directory.Path}",
            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=300", "-c",
            "log_min_messages=fatal", .. settings]);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await ExecuteAsync("select 1");
                return;
            }
            catch (NpgsqlException e) when (attempt == 600)
            {
                throw new InvalidOperationException($"PostgreSQL does not start: {_process.Errors}", e);
            }
            catch (NpgsqlException)
            {
                await Task.Delay(50);
            }
        }
    }

    private static string Program(string name) =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderBy(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(version => Path.Combine(version, "bin", name))
            .LastOrDefault(File.Exists)
        ?? throw new InvalidOperationException("these tests need PostgreSQL: apt-get install -y postgresql");

    public async ValueTask DisposeAsync()
    {
        if (_isFrozen)
            await SignalAsync("CONT");
        if (_process is not null)
            await _process.DisposeAsync();
        _directory.Dispose();
    }
}
