namespace Psono.Server.Data;

// docs/decisions/0074
/// <summary>
/// Counts the reads of each secret. Clients use the number of a single read as a signature counter, so it is never given out again for the
/// same secret, not even after a crash. Where several servers count, numbers of other reads are those that this one knows of.
/// </summary>
internal abstract class ReadCounter
{
    /// <summary>The reads that the database knows of, of a secret that the statement calls <c>s</c>.</summary>
    public const string Stored = "coalesce((select r.read_count from secret_reads r where r.secret_id = s.id), 0)";

    /// <summary>Counts one read of a secret that exists, and all that were noted before; a number that nobody else gets.</summary>
    public abstract Task<long> NextAsync(Guid secretId);

    /// <summary>Counts one read of a secret that exists, now or a second later, without waiting for the database; its number.</summary>
    /// <param name="secretId">The secret.</param>
    /// <param name="stored">See <see cref="Stored"/>.</param>
    public abstract long Note(Guid secretId, long stored);
}
