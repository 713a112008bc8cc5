using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Psono.Server.Data;

/// <summary>
/// The only writer of the SQLite file: a thread that takes whatever waits, runs it as one transaction with one flush to disk, and only then
/// tells the callers. Each job has its own savepoint, so that a job that fails takes nothing but itself with it.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>Bounds how long the first job of a transaction waits for the last.</summary>
    private const int LargestBatch = 256;

    private readonly BlockingCollection<WriteJob> _waiting = new(new ConcurrentQueue<WriteJob>());
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<WriteJob> _batch = [];
    private readonly DbScope _db;
    private long _version;
    private volatile bool _emptiesJournal;

    public SqliteWriter(DbScope db)
    {
        _db = db;
        new Thread(Run) { Name = "sqlite writer", IsBackground = true }.Start();
    }

    /// <summary>Differs as soon as a change can be seen and before anybody is told of it.</summary>
    public long Version => Interlocked.Read(ref _version);

    public Task<T> WriteAsync<T>(Func<DbScope, Task<T>> work)
    {
        var job = new WriteJob<T>(work);
        _waiting.Add(job);
        return job.Task;
    }

    /// <summary>Copies the journal into the file and cuts it off. An empty job wakes the writer.</summary>
    public Task EmptyJournalAsync()
    {
        _emptiesJournal = true;
        return WriteAsync(_ => Task.FromResult(0));
    }

    private void Run()
    {
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            _batch.Clear();
            try
            {
                Execute("begin immediate");
                RunOne(first);
                while (_batch.Count < LargestBatch && _waiting.TryTake(out var next))
                    RunOne(next);
                Execute("commit");
                Interlocked.Increment(ref _version);
                if (_emptiesJournal)
                    EmptyJournal();
            }
#pragma warning disable CA1031 // A full disk or a broken file fails these callers, not the writer.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Lose(e, first);
                continue;
            }

            foreach (var job in _batch)
                job.Complete();
        }

        _stopped.SetResult();
    }

    private void EmptyJournal()
    {
        _emptiesJournal = false;
        try
        {
            Execute("pragma wal_checkpoint(truncate)");
        }
        catch (SqliteException)
        {
            // The batch is on disk all the same, in the journal.
        }
    }

    private void RunOne(WriteJob job)
    {
        _batch.Add(job);
        Execute("savepoint job");
        if (!job.Run(_db))
        {
            // SQLite itself may have rolled back everything already (disk full, input/output error).
            if (!IsInTransaction())
                ExceptionDispatchInfo.Throw(job.Refused!);
            Execute("rollback to job");
        }

        Execute("release job");
    }

    private void Lose(Exception e, WriteJob first)
    {
        Interlocked.Increment(ref _version);
        RollBack();
        if (_batch.Count == 0)
            _batch.Add(first);
        foreach (var job in _batch)
            job.Fail(e);
    }

    private void RollBack()
    {
        try
        {
            if (IsInTransaction())
                Execute("rollback");
        }
#pragma warning disable CA1031 // The callers are told what came before this; and if it is not over, the next of them fail at "begin".
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private bool IsInTransaction() => raw.sqlite3_get_autocommit(((SqliteConnection)_db.Connection).Handle) == 0;

    private void Execute(string sql) => _db.ExecuteAsync(sql).GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        await _stopped.Task;
        _waiting.Dispose();
        await _db.DisposeAsync();
    }
}
