namespace Psono.Server.Data;

/// <summary>
/// Counts in memory and stores what changed at most a second later, many counts in one transaction. The number answered is
/// the base plus what is stored plus what is not stored yet. After a stop that was not clean, the base jumps beyond anything
/// that can have been answered and lost. One process owns the file, so nobody else counts (docs/decisions/0002).
/// </summary>
internal sealed class SqliteReadCounter(SqliteDatabase database, long readCountBase) : ReadCounter, INoted
{
    private const long JumpAfterCrash = 1_000_000;

    private const string Start = """
        update read_counter
        set read_count_base = read_count_base + case when clean_shutdown then 0 else @jump end, clean_shutdown = false
        returning read_count_base
        """;

    private const string Stop = "update read_counter set clean_shutdown = true";

    private const string Load = "select read_count from secret_reads where secret_id = @id";

    // A secret may be gone by the time its count is stored.
    private const string Store = """
        insert into secret_reads (secret_id, read_count) select id, @count from secrets where id = @id
        on conflict (secret_id) do update set read_count = excluded.read_count
        """;

    private readonly ReadCountStripe[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new ReadCountStripe())];

    /// <summary>Called while the database is opened: the base, and the note that this process has not stopped cleanly yet.</summary>
    public static Task<long> StartAsync(DbScope db) => db.FirstAsync(Start, row => row.GetInt64(0), ("@jump", JumpAfterCrash));

    /// <summary>The note that everything is stored. Nobody counts any more.</summary>
    public static Task<int> StopAsync(DbScope db) => db.ExecuteAsync(Stop);

    public override Task<long> NextAsync(Guid secretId) => Task.FromResult(Next(secretId));

    public override long Note(Guid secretId, long stored) => Next(secretId);

    public NotedChanges? Changes()
    {
        var changed = _stripes.SelectMany(stripe => stripe.Changed()).ToList();
        return changed.Count == 0 ? null : new NotedChanges(db => StoreAsync(db, changed), stored =>
        {
            if (stored)
                MarkStored(changed);
        });
    }

    private static async Task StoreAsync(DbScope db, List<(Guid Id, long Count)> changed)
    {
        foreach (var (id, count) in changed)
            await db.ExecuteAsync(Store, ("@id", id), ("@count", count));
    }

    private void MarkStored(List<(Guid Id, long Count)> changed)
    {
        foreach (var (id, count) in changed)
            StripeOf(id).Stored(id, count);
    }

    private long Next(Guid secretId)
    {
        // SQLite's calls are synchronous, so loading inside the stripe's lock blocks nobody longer than a look into the file.
        var count = StripeOf(secretId).Next(secretId, LoadStored);
        database.Delayed.StoreLater();
        return readCountBase + count;
    }

    private long LoadStored(Guid secretId) =>
        database.ReadAsync(db => db.FirstAsync(Load, row => row.GetInt64(0), ("@id", secretId))).GetAwaiter().GetResult();

    private ReadCountStripe StripeOf(Guid secretId) => _stripes[(uint)secretId.GetHashCode() % _stripes.Length];
}
