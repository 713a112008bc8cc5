using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Psono.Server.Data;

/// <summary>
/// The embedded database: one file, one writer (<see cref="SqliteWriter"/>), and readers that never wait for it (WAL).
/// Only one process has the file open (<see cref="DataDirectory"/> holds the lock).
/// </summary>
internal sealed class SqliteDatabase : Database
{
    public const string FileName = "psono.sqlite";

    /// <summary>Readers that are kept with their prepared statements; more are opened while more are needed at once.</summary>
    private const int KeptReaders = 16;

    /// <summary>Readers look at the file in memory instead of copying its pages, as far as SQLite allows.</summary>
    private const string MapFile = "pragma mmap_size = 2147418112";

    /// <summary>How long one waits for somebody else who has the file, against the rules.</summary>
    private const int BusySeconds = 5;

    private readonly string _path;
    private readonly ConcurrentBag<DbScope> _readers = [];
    private readonly SqliteWriter _writer;
    private readonly SqliteReadCounter _reads;
    private int _keptReaders;

    private SqliteDatabase(string path, DbScope writer, long readCountBase, TimeProvider clock)
    {
        _path = path;
        _writer = new SqliteWriter(writer);
        _reads = new SqliteReadCounter(this, readCountBase);
        Delayed = new DelayedStore(this, clock);
        Delayed.Add(_reads);
    }

    public override string Description => $"SQLite database {_path}";

    public override ReadCounter Reads => _reads;

    public override DelayedStore Delayed { get; }

    public override Outage Outage { get; } = new(() => Task.CompletedTask);

    public override long? Version => _writer.Version;

    /// <summary>The file, and what may lie beside it while it is open or after a crash.</summary>
    public static string[] FilesOf(string path) => [path, path + "-wal", path + "-shm", path + "-journal"];

    /// <exception cref="StartException">It cannot be used.</exception>
    public static async Task<SqliteDatabase> OpenAsync(string path, TimeProvider clock, bool mayMigrate = true)
    {
        try
        {
            CreateFile(path);
            return await OpenFileAsync(path, clock, mayMigrate);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot use SQLite database {path}: {Reason(e)}");
        }
    }

    private static async Task<SqliteDatabase> OpenFileAsync(string path, TimeProvider clock, bool mayMigrate)
    {
        var writer = Connect(path, SqliteOpenMode.ReadWrite);
        try
        {
            // Full: an acknowledged write survives a power cut, not only a crash of the process.
            await writer.ExecuteAsync("pragma journal_mode = wal");
            await writer.ExecuteAsync("pragma synchronous = full");
            await writer.ExecuteAsync("pragma foreign_keys = on");
            // What is deleted is overwritten, also where it had pages of its own.
            await writer.ExecuteAsync("pragma secure_delete = on");
            // How long emptying the journal waits for readers: nobody else writes.
            await writer.ExecuteAsync("pragma busy_timeout = 100");
            await writer.ExecuteAsync("begin immediate");
            await Migrator.MigrateAsync(writer, "sqlite", mayMigrate);
            var readCountBase = await SqliteReadCounter.StartAsync(writer);
            await writer.ExecuteAsync("commit");
            return new SqliteDatabase(path, writer, readCountBase, clock);
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }

    public override async Task<T> ReadAsync<T>(Func<DbScope, Task<T>> work)
    {
        try
        {
            var result = await ReadNowAsync(work);
            Outage.NoteSuccess(isWrite: false);
            return result;
        }
        catch (SqliteException e) when (DatabaseAwayException.From(e) is { } away)
        {
            throw Outage.Note(away);
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbScope, Task<T>> work)
    {
        try
        {
            var result = await _writer.WriteAsync(work);
            Outage.NoteSuccess(isWrite: true);
            return result;
        }
        catch (SqliteException e) when (DatabaseAwayException.From(e) is { } away)
        {
            throw Outage.Note(away);
        }
    }

    /// <summary>There is one writer, so nothing is to be gained by less isolation.</summary>
    public override Task<bool> StoreNotesAsync(Func<DbScope, Task> work) => WriteAsync(async db =>
    {
        await work(db);
        return true;
    });

    public override Task TidyAsync() => _writer.EmptyJournalAsync();

    protected override async Task<T> ReadNowAsync<T>(Func<DbScope, Task<T>> work)
    {
        if (_readers.TryTake(out var db))
            Interlocked.Decrement(ref _keptReaders);
        else
            db = await OpenReaderAsync();

        try
        {
            return await work(db);
        }
        finally
        {
            if (Interlocked.Increment(ref _keptReaders) <= KeptReaders)
            {
                _readers.Add(db);
            }
            else
            {
                Interlocked.Decrement(ref _keptReaders);
                await db.DisposeAsync();
            }
        }
    }

    private async Task<DbScope> OpenReaderAsync()
    {
        var db = Connect(_path, SqliteOpenMode.ReadOnly);
        await db.ExecuteAsync(MapFile);
        return db;
    }

    public static string Reason(Exception e) => (e as SqliteException)?.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => "the disk is full",
        raw.SQLITE_NOTADB => "it is not a database, or encrypted",
        raw.SQLITE_CORRUPT => "it is damaged: restore a backup",
        raw.SQLITE_BUSY => "another program has it open",
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN => "it cannot be opened for writing",
        _ => e.Message,
    };

    /// <summary>For the owner alone. SQLite gives its journals the mode of the file.</summary>
    private static void CreateFile(string path)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    private static DbScope Connect(string path, SqliteOpenMode mode)
    {
        // Connections are kept here, together with their statements, so the provider's own pool has nothing to add.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        connection.Open();
        return new DbScope(connection, keepCommands: true);
    }

    public override async ValueTask DisposeAsync()
    {
        // Only what is stored stopped cleanly.
        if (await Delayed.StoreAsync())
            await WriteAsync(SqliteReadCounter.StopAsync);
        await Delayed.DisposeAsync();
        while (_readers.TryTake(out var reader))
            await reader.DisposeAsync();
        // The last: who closes last moves the journal into the file and deletes it, which readers may not.
        await _writer.DisposeAsync();
    }
}
