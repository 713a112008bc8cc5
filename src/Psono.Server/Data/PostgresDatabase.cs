using System.Data;
using System.Security.Cryptography;
using Npgsql;

namespace Psono.Server.Data;

/// <summary>A PostgreSQL server, which any number of psono-server processes may share.</summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>Marks that nobody asks for any more.</summary>
    private const string DeleteMarks = """
        delete from write_marks
        where id in (select id from write_marks where create_date < @before for update skip locked)
        """;

    private const string MakeTurn = "insert into turns (name) values ('notes') on conflict (name) do nothing";

    /// <summary>A server that is frozen in its turn loses it.</summary>
    private const string TakeTurn =
        "select set_config('idle_in_transaction_session_timeout', '10s', true) from turns where name = 'notes' for update skip locked";

    private const int TurnAttempts = 20;

    private const int TurnMilliseconds = 100;

    /// <summary>A server that takes this long to read has stopped, or is about to.</summary>
    public const int ReadSeconds = 10;

    private static readonly TimeSpan MarksKept = TimeSpan.FromMinutes(10);

    private readonly PostgresHosts _hosts;

    private PostgresDatabase(IReadOnlyList<NpgsqlConnectionStringBuilder> hosts, TimeProvider clock)
    {
        var reads = new PostgresReadCounter(this);
        Reads = reads;
        Delayed = new DelayedStore(this, clock);
        Delayed.Add(reads);
        Outage = new Outage(() => ReadNowAsync(Migrator.VersionAsync));
        _hosts = new PostgresHosts(hosts, Outage.NoteMoved);
    }

    public override string Description => _hosts.Description;

    public override ReadCounter Reads { get; }

    public override DelayedStore Delayed { get; }

    public override Outage Outage { get; }

    /// <exception cref="StartException">It cannot be used.</exception>
    public static async Task<PostgresDatabase> OpenAsync(
        string connectionString, TimeProvider? clock = null, bool mayMigrate = true, string? node = null)
    {
        var hosts = PostgresConnectionString.Parse(connectionString, node);
        PostgresDatabase? database = null;
        try
        {
            database = new PostgresDatabase(hosts, clock ?? TimeProvider.System);
            await database._hosts.OpenAsync();
            await PostgresMigration.RunAsync(database._hosts, mayMigrate);
            await database.StatementAsync(db => db.ExecuteAsync(MakeTurn));
            return database;
        }
        catch (Exception e)
        {
            var description = database?.Description ?? $"PostgreSQL database {hosts[0].Database} on {hosts[0].Host}";
            if (database is not null)
                await database.DisposeAsync();
            // The last three: settings that the driver knows but does not take.
            if (DatabaseAwayException.From(e) is null
                && e is not (NpgsqlException or ArgumentException or NotSupportedException or InvalidOperationException))
                throw;
            throw new StartException($"cannot use {description}: {e.Message}");
        }
    }

    public override Task<T> ReadAsync<T>(Func<DbScope, Task<T>> work) => Outage.RideOutAsync(() => ReadNowAsync(work), isWrite: false);

    public override Task<T> WriteAsync<T>(Func<DbScope, Task<T>> work) =>
        Outage.RideOutAsync(new PostgresWrite<T>(_hosts, work).TryAsync, isWrite: true);

    public override async Task<bool> StoreNotesAsync(Func<DbScope, Task> work)
    {
        for (var attempt = 0; attempt < TurnAttempts; attempt++)
        {
            if (await Outage.RideOutAsync(new PostgresWrite<bool>(_hosts, TakeTurnAsync, IsolationLevel.ReadCommitted).TryAsync, true))
                return true;
            await Task.Delay(RandomNumberGenerator.GetInt32(TurnMilliseconds));
        }

        return false;

        async Task<bool> TakeTurnAsync(DbScope db)
        {
            if (!await db.ExistsAsync(TakeTurn))
                return false;
            await work(db);
            return true;
        }
    }

    /// <summary>Runs one statement that needs no isolation from others, and may run twice; it commits on its own.</summary>
    public Task<T> StatementAsync<T>(Func<DbScope, Task<T>> work) => ReadAsync(work);

    /// <summary>The same for what must not run twice. Waits for nothing.</summary>
    public Task<T> StatementOnceAsync<T>(Func<DbScope, Task<T>> work) => ReadNowAsync(work);

    /// <summary>Not serializable: it would be in conflict with every change.</summary>
    public override Task TidyAsync() => StatementAsync(
        db => db.ExecuteAsync(DeleteMarks, ("@before", TimeProvider.System.GetUtcNow() - MarksKept)));

    protected override async Task<T> ReadNowAsync<T>(Func<DbScope, Task<T>> work)
    {
        try
        {
            return await _hosts.RunAsync(async (host, left) =>
            {
                await using var db = new DbScope(await host.ConnectAsync(), keepCommands: false, ReadSeconds, left);
                return await work(db);
            });
        }
        catch (Exception e) when (DatabaseAwayException.From(e) is { } away)
        {
            throw away;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await Delayed.DisposeAsync();
        await _hosts.DisposeAsync();
    }
}
