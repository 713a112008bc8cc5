namespace Psono.Server.Data;

/// <summary>A write that waits for its turn, and who waits for it.</summary>
internal abstract class WriteJob
{
    /// <summary>What the work threw.</summary>
    public Exception? Refused { get; protected set; }

    /// <summary>Does the work; false: it threw, which is kept for <see cref="Complete"/>.</summary>
    public abstract bool Run(DbScope db);

    /// <summary>The transaction is on disk: tells the caller how the work went.</summary>
    public abstract void Complete();

    /// <summary>The transaction was lost.</summary>
    public abstract void Fail(Exception e);
}

/// <inheritdoc/>
internal sealed class WriteJob<T>(Func<DbScope, Task<T>> work) : WriteJob
{
    // The writer must not run what its callers do next.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _done.Task;

    public override bool Run(DbScope db)
    {
        try
        {
            // SQLite has no asynchronous calls: the task is complete when it is returned.
            _result = work(db).GetAwaiter().GetResult();
            return true;
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to the caller, not to the writer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Refused = e;
            return false;
        }
    }

    public override void Complete()
    {
        if (Refused is null)
            _done.SetResult(_result!);
        else
            _done.SetException(Refused);
    }

    public override void Fail(Exception e) => _done.SetException(e);
}
