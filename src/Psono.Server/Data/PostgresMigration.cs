using System.Data;
using Npgsql;

namespace Psono.Server.Data;

// docs/decisions/0075
/// <summary>
/// Brings the schema up to date, one process at a time: whoever has locked the row of a table that is there for nothing else. The lock ends
/// with the transaction, and with a process that dies. Advisory locks would do as well, where an engine has them.
/// </summary>
internal static class PostgresMigration
{
    private const string CreateLock = "create table if not exists migration_lock (id integer not null primary key)";

    private const string InsertLock = "insert into migration_lock (id) values (1) on conflict (id) do nothing";

    private const string Lock = "select id from migration_lock where id = 1 for update";

    private const int Attempts = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc cref="Migrator.MigrateAsync"/>
    public static async Task RunAsync(PostgresHosts hosts, bool mayMigrate)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await hosts.RunAsync((host, left) => TryAsync(host, mayMigrate, left));
                return;
            }
            catch (Exception e) when (attempt < Attempts && IsOfAnother(e))
            {
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>
    /// Processes that make the same table at once are in each other's way: "if not exists" does not see what is not committed.
    /// </summary>
    private static bool IsOfAnother(Exception e) => e is UniqueViolationException or PostgresException
    {
        SqlState: PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
    };

    private static async Task<bool> TryAsync(PostgresHost host, bool mayMigrate, CancellationToken left)
    {
        // As long as it takes.
        await using var db = new DbScope(await host.ConnectAsync(), keepCommands: false, timeout: 0, left);
        if (mayMigrate)
        {
            await db.ExecuteAsync(CreateLock);
            await db.ExecuteAsync(InsertLock);
        }

        // Read committed: it shall see what the one before it has done.
        await using var transaction = await db.Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, CancellationToken.None);
        if (mayMigrate)
            await db.FirstAsync(Lock, row => row.GetInt32(0));
        await Migrator.MigrateAsync(db, "postgresql", mayMigrate);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }
}
