using Npgsql;

namespace Psono.Server.Data;

/// <summary>A PostgreSQL server, which any number of psono-server processes may share.</summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>Any number; it only has to be the same in every version of this program.</summary>
    private const long MigrationLock = 0x70736F6E6F;
    private const string LockMigrations = "select pg_advisory_xact_lock(@lock)";

    /// <summary>Marks that nobody asks for any more.</summary>
    private const string DeleteMarks = "delete from write_marks where create_date < @before";

    /// <summary>A server that takes this long to read has stopped, or is about to.</summary>
    private const int ReadSeconds = 10;

    private static readonly TimeSpan MarksKept = TimeSpan.FromMinutes(10);

    private readonly NpgsqlDataSource _source;

    private PostgresDatabase(NpgsqlDataSource source, string description)
    {
        _source = source;
        Description = description;
        Reads = new PostgresReadCounter(this);
        Outage = new Outage(() => ReadNowAsync(Migrator.VersionAsync));
    }

    public override string Description { get; }

    public override ReadCounter Reads { get; }

    public override Outage Outage { get; }

    /// <exception cref="StartException">It cannot be used.</exception>
    public static async Task<PostgresDatabase> OpenAsync(string connectionString, bool mayMigrate = true, string? node = null)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(PostgresConnectionString.Parse(connectionString, node));
        builder.EnableTransportSecurity();
        var description = $"PostgreSQL database {builder.ConnectionStringBuilder.Database} on {builder.ConnectionStringBuilder.Host}";
        NpgsqlDataSource? source = null;
        try
        {
            source = builder.Build();
            var database = new PostgresDatabase(source, description);
            await database.MigrateAsync(mayMigrate);
            return database;
        }
        catch (Exception e)
        {
            if (source is not null)
                await source.DisposeAsync();
            // The last three: settings that the driver knows but does not take.
            if (DatabaseAwayException.From(e) is null
                && e is not (NpgsqlException or ArgumentException or NotSupportedException or InvalidOperationException))
                throw;
            throw new StartException($"cannot use {description}: {e.Message}");
        }
    }

    public override Task<T> ReadAsync<T>(Func<DbScope, Task<T>> work) => Outage.RideOutAsync(() => ReadNowAsync(work), isWrite: false);

    public override Task<T> WriteAsync<T>(Func<DbScope, Task<T>> work) =>
        Outage.RideOutAsync(new PostgresWrite<T>(ConnectAsync, work).TryAsync, isWrite: true);

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
            await using var db = new DbScope(await ConnectAsync(), keepCommands: false, ReadSeconds);
            return await work(db);
        }
        catch (Exception e) when (DatabaseAwayException.From(e) is { } away)
        {
            throw away;
        }
    }

    private async Task MigrateAsync(bool mayMigrate)
    {
        // As long as it takes.
        await using var db = new DbScope(await ConnectAsync(), keepCommands: false, timeout: 0);
        await using var transaction = await db.Connection.BeginTransactionAsync();
        await db.ExecuteAsync(LockMigrations, ("@lock", MigrationLock));
        await Migrator.MigrateAsync(db, "postgresql", mayMigrate);
        await transaction.CommitAsync();
    }

    private Task<NpgsqlConnection> ConnectAsync() => _source.OpenConnectionAsync().AsTask();

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
