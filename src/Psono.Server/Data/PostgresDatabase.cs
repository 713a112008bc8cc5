using System.Data;
using Npgsql;

namespace Psono.Server.Data;

/// <summary>A PostgreSQL server, which any number of psono-server processes may share.</summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>Any number; it only has to be the same in every version of this program.</summary>
    private const long MigrationLock = 0x70736F6E6F;
    private const string LockMigrations = "select pg_advisory_xact_lock(@lock)";

    private const int Attempts = 20;

    private readonly NpgsqlDataSource _source;

    private PostgresDatabase(NpgsqlDataSource source, string description)
    {
        _source = source;
        Description = description;
        Reads = new PostgresReadCounter(this);
    }

    public override string Description { get; }

    public override ReadCounter Reads { get; }

    public static async Task<PostgresDatabase> OpenAsync(string connectionString)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(PostgresConnectionString.Parse(connectionString));
        builder.EnableTransportSecurity();
        var source = builder.Build();
        var database = new PostgresDatabase(
            source, $"PostgreSQL database {builder.ConnectionStringBuilder.Database} on {builder.ConnectionStringBuilder.Host}");
        try
        {
            await database.MigrateAsync();
            return database;
        }
        catch (NpgsqlException e)
        {
            await source.DisposeAsync();
            throw new StartException($"cannot use {database.Description}: {e.Message}");
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public override async Task<T> ReadAsync<T>(Func<DbScope, Task<T>> work)
    {
        await using var db = await ConnectAsync();
        return await work(db);
    }

    public override async Task<T> WriteAsync<T>(Func<DbScope, Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryWriteAsync(work);
            }
            catch (PostgresException e)
                when (attempt < Attempts && e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
            {
                await Task.Delay(System.Security.Cryptography.RandomNumberGenerator.GetInt32(1, 4 * attempt));
            }
        }
    }

    /// <summary>Runs one statement that needs no isolation from others; it commits on its own.</summary>
    public Task<T> StatementAsync<T>(Func<DbScope, Task<T>> work) => ReadAsync(work);

    private async Task<T> TryWriteAsync<T>(Func<DbScope, Task<T>> work)
    {
        await using var db = await ConnectAsync();
        // Serializable, so that code written for SQLite's single writer means the same here.
        await using var transaction = await db.Connection.BeginTransactionAsync(IsolationLevel.Serializable);
        var result = await work(db);
        await transaction.CommitAsync();
        return result;
    }

    private async Task MigrateAsync()
    {
        await using var db = await ConnectAsync();
        await using var transaction = await db.Connection.BeginTransactionAsync();
        await db.ExecuteAsync(LockMigrations, ("@lock", MigrationLock));
        await Migrator.MigrateAsync(db, "postgresql");
        await transaction.CommitAsync();
    }

    private async Task<DbScope> ConnectAsync() => new(await _source.OpenConnectionAsync(), keepCommands: false);

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
