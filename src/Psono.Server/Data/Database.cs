namespace Psono.Server.Data;

/// <summary>
/// The one place where state lives. Two implementations ship: <see cref="SqliteDatabase"/> and <see cref="PostgresDatabase"/>.
/// </summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>Makes the connection, brings the schema up to date, and refuses a database that is newer than the program.</summary>
    /// <param name="connectionString">Of PostgreSQL; null: SQLite in the data directory.</param>
    /// <param name="dataDirectory">The data directory.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="mayMigrate">Otherwise a database that is older than the program is refused, too.</param>
    /// <param name="node">What this server is called.</param>
    public static async Task<Database> OpenAsync(
        string? connectionString, string dataDirectory, TimeProvider? clock = null, bool mayMigrate = true, string? node = null)
    {
        Database database = connectionString is null
            ? await SqliteDatabase.OpenAsync(Path.Combine(dataDirectory, SqliteDatabase.FileName), clock ?? TimeProvider.System, mayMigrate)
            : await PostgresDatabase.OpenAsync(connectionString, clock, mayMigrate, node);
        return database;
    }

    /// <summary>For people: "SQLite" with the file, or "PostgreSQL" with host and name, never a password.</summary>
    public abstract string Description { get; }

    /// <summary>Stores what requests note, a little later.</summary>
    public abstract DelayedStore Delayed { get; }

    /// <summary>Counts reads of secrets.</summary>
    public abstract ReadCounter Reads { get; }

    /// <summary>
    /// A number that differs after every change; <see langword="null"/> where other processes change the database too. What was read after
    /// looking at the number is still true while the number is the same.
    /// </summary>
    public virtual long? Version => null;

    /// <summary>Whether it can be used.</summary>
    public abstract Outage Outage { get; }

    /// <summary>
    /// Runs queries on a connection that sees everything acknowledged so far. Each statement sees its own snapshot. The work may run more
    /// than once.
    /// </summary>
    /// <exception cref="DatabaseAwayException">The database cannot be used.</exception>
    public abstract Task<T> ReadAsync<T>(Func<DbScope, Task<T>> work);

    /// <summary>
    /// Runs <paramref name="work"/> as one transaction, as if it were the only one at that time. When the task completes, the
    /// changes are on disk; when the work throws, nothing of it is kept. The work may run more than once, so it must do
    /// nothing but talk to the database.
    /// </summary>
    /// <exception cref="DatabaseAwayException">The database cannot be used, or its disk is full.</exception>
    public abstract Task<T> WriteAsync<T>(Func<DbScope, Task<T>> work);

    /// <summary>
    /// The same for what nobody reads in order to decide something: one transaction, kept once, that sees what others change meanwhile
    /// and is in nobody's way for longer than it takes. One server at a time: they would wait for each other's rows. False: others took
    /// too long.
    /// </summary>
    /// <exception cref="DatabaseAwayException">The database cannot be used, or its disk is full.</exception>
    public abstract Task<bool> StoreNotesAsync(Func<DbScope, Task> work);

    /// <summary>
    /// Takes what is not needed any more out of the database's own notes: what was deleted or replaced out of the journal, where that is
    /// ours. Does nothing while readers are in the way: it is called again and again.
    /// </summary>
    public abstract Task TidyAsync();

    /// <summary>
    /// The version of the schema in the database; equals <see cref="Migrator.Newest"/> while the server runs. Waits for nothing.
    /// </summary>
    public Task<int> SchemaVersionAsync() => ReadNowAsync(Migrator.VersionAsync);

    /// <summary>Reads, but does not wait for a database that is away.</summary>
    protected abstract Task<T> ReadNowAsync<T>(Func<DbScope, Task<T>> work);

    public abstract ValueTask DisposeAsync();
}
