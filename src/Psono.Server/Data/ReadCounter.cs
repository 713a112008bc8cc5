namespace Psono.Server.Data;

/// <summary>
/// Counts the reads of each secret. Clients use the number as a signature counter, so a number given out is never given out again for
/// the same secret, not even after a crash.
/// </summary>
internal abstract class ReadCounter
{
    /// <summary>Counts one read of a secret that exists; the number to answer.</summary>
    public abstract Task<long> NextAsync(Guid secretId);

    /// <summary>Counts one read of each of these different secrets.</summary>
    public abstract Task<IReadOnlyDictionary<Guid, long>> NextAsync(IReadOnlyCollection<Guid> secretIds);
}
