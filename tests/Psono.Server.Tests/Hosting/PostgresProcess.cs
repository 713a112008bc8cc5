using System.Globalization;
using Npgsql;

namespace Psono.Server.Tests.Hosting;

/// <summary>Debian's PostgreSQL on a socket in a temporary directory, without waiting for the disk.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    /// <summary>Each after 50 ms.</summary>
    private const int Attempts = 600;

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

    /// <summary>Starts it again, as a standby of another one, and waits until it has what that one had.</summary>
    public async Task FollowAgainAsync(PostgresProcess primary)
    {
        File.WriteAllText(Path.Combine(Data, "standby.signal"), "");
        await StartAsync("-c", $"primary_conninfo=host={primary.Host} user=psono");
        // PostgreSQL that is promoted while the first segment is under way ends: it looks there for the last record that it had itself.
        var there = await primary.ExecuteAsync("select pg_current_wal_lsn()::text");
        var isThere = $"select pg_last_wal_receive_lsn() >= '{there}' and pg_last_wal_replay_lsn() >= '{there}'";
        for (var attempt = 0; await ExecuteAsync(isThere) is not true; attempt++)
        {
            if (attempt == Attempts)
                throw new InvalidOperationException($"PostgreSQL does not follow: {_process!.Errors}");
            await Task.Delay(50);
        }
    }

    /// <summary>A signal such as KILL or STOP to all of its processes at once.</summary>
    public Task SignalAsync(string signal)
    {
        var main = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
        _isFrozen = signal == "STOP";
        // A process that it starts meanwhile would be left out.
        var script = $"kill -STOP {main} && kill -{signal} $(grep -ls '^PPid:.{main}$' /proc/[0-9]*/status | cut -d / -f 3) {main}";
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
            catch (NpgsqlException e) when (attempt == Attempts)
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
