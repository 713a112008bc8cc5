namespace Psono.Server.Data;

/// <summary>
/// What requests note in memory for <see cref="DelayedStore"/>: never more than there are things to note something about.
/// </summary>
internal interface INoted
{
    /// <summary>What has to be stored; null: nothing.</summary>
    NotedChanges? Changes();
}

/// <param name="StoreAsync">Runs in a transaction that isolates nothing: each statement decides for itself, and no other server
/// stores anything noted meanwhile. May run more than once, but is kept only once.</param>
/// <param name="Done">Is told whether it is on disk; if not, it has to be noted still.</param>
internal sealed record NotedChanges(Func<DbScope, Task> StoreAsync, Action<bool> Done);
