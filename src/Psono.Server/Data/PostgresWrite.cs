using System.Data;
using System.Security.Cryptography;
using Npgsql;

namespace Psono.Server.Data;

// docs/decisions/0059
/// <summary>
/// One transaction, tried until it is known whether it was kept. A connection that breaks during the commit does not tell; so the commit
/// leaves a mark, and whoever takes the place of a mark knows that it is not there and never will be.
/// </summary>
internal sealed class PostgresWrite<T>(
    PostgresHosts hosts, Func<DbScope, Task<T>> work, IsolationLevel isolation = IsolationLevel.Serializable)
{
    private const int Attempts = 20;

    /// <summary>What is taken, stays taken, mostly.</summary>
    private const int UniqueAttempts = 3;

    private const string Mark = "insert into write_marks (id, create_date, is_kept) values (@id, @now, true)";

    /// <summary>
    /// Takes its place, or stores it anew: what is stored after a commit reaches the standby after it. Before that, the commit is not known
    /// to be durable, though everybody may see it.
    /// </summary>
    private const string ClaimMark = """
        insert into write_marks (id, create_date, is_kept) values (@id, @now, false)
        on conflict (id) do update set is_kept = write_marks.is_kept
        returning is_kept
        """;

    private Guid? _undecided;
    private T? _result;

    /// <exception cref="DatabaseAwayException">The database is away. Another try goes on where this one was.</exception>
    public async Task<T> TryAsync()
    {
        try
        {
            return _undecided is { } mark && await hosts.RunAsync((host, left) => IsKeptAsync(host, mark, left))
                ? _result!
                : await CommitAsync();
        }
        catch (Exception e) when (DatabaseAwayException.From(e) is { } away)
        {
            throw _undecided is null ? away : DatabaseAwayException.OfUnknownOutcome(away);
        }
    }

    private async Task<T> CommitAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await hosts.RunAsync(CommitOnceAsync);
            }
            catch (UniqueViolationException e) when (attempt < (e.MeansOvertaken ? Attempts : UniqueAttempts))
            {
                // Perhaps of a transaction that was not to be seen from this one: the next sees it, and decides by what it sees.
                await PauseAsync(attempt);
            }
            catch (PostgresException e)
                when (attempt < Attempts && e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
            {
                await PauseAsync(attempt);
            }
        }
    }

    private static Task PauseAsync(int attempt) => Task.Delay(RandomNumberGenerator.GetInt32(1, 4 * attempt));

    private async Task<T> CommitOnceAsync(PostgresHost host, CancellationToken left)
    {
        await using var db = new DbScope(await host.ConnectAsync(), keepCommands: false, left: left);
        // Usually serializable, so that code written for SQLite's single writer means the same here.
        await using var transaction = await ((NpgsqlConnection)db.Connection).BeginTransactionAsync(
            isolation, CancellationToken.None);
        var result = await work(db);
        left.ThrowIfCancellationRequested();
        _result = result;
        _undecided = Guid.NewGuid();
        try
        {
            await MarkAsync(transaction, _undecided.Value);
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR" && !left.IsCancellationRequested)
        {
            // It answered: the transaction is rolled back.
            _undecided = null;
            throw;
        }

        return result;
    }

    /// <summary>False: the transaction was not kept, and never will be.</summary>
    private async Task<bool> IsKeptAsync(PostgresHost host, Guid mark, CancellationToken left)
    {
        await using var db = new DbScope(await host.ConnectAsync(), keepCommands: false, left: left);
        // Waits for a transaction that is about to set it, as long as the server still works for a client that is gone.
        var isKept = await ConfirmedAsync(
            (NpgsqlConnection)db.Connection,
            () => db.FirstAsync(ClaimMark, row => row.GetBoolean(0), ("@id", mark), ("@now", TimeProvider.System.GetUtcNow())));
        if (!isKept)
            _undecided = null;
        return isKept;
    }

    /// <summary>Commits. Mark and commit travel together: a round trip more for every change would be felt.</summary>
    private static async Task MarkAsync(NpgsqlTransaction transaction, Guid mark)
    {
        var insert = new NpgsqlBatchCommand(Mark);
        insert.Parameters.Add(new NpgsqlParameter<Guid>("id", mark));
        insert.Parameters.Add(new NpgsqlParameter<long>("now", TimeProvider.System.GetUtcNow().ToMicroseconds()));
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(insert);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        await ConfirmedAsync(transaction.Connection!, () => batch.ExecuteNonQueryAsync());
    }

    /// <summary>
    /// A commit that takes too long is cancelled. If it was waiting for a standby, PostgreSQL keeps it without one and succeeds, with a
    /// warning.
    /// </summary>
    private static async Task<TResult> ConfirmedAsync<TResult>(NpgsqlConnection connection, Func<Task<TResult>> commit)
    {
        string? warning = null;
        connection.Notice += Note;
        try
        {
            var result = await commit();
            return warning is null ? result : throw new NpgsqlException(warning);
        }
        finally
        {
            connection.Notice -= Note;
        }

        void Note(object sender, NpgsqlNoticeEventArgs e)
        {
            if (e.Notice.InvariantSeverity == "WARNING")
                warning = e.Notice.MessageText;
        }
    }
}
