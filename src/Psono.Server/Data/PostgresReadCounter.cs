using System.Collections.Concurrent;

namespace Psono.Server.Data;

/// <summary>Other servers count too, so what is stored is how many there were more.</summary>
internal sealed class PostgresReadCounter(PostgresDatabase database) : ReadCounter, INoted
{
    private const string Next = """
        insert into secret_reads (secret_id, read_count) select id, @count from secrets where id = @id
        on conflict (secret_id) do update set read_count = secret_reads.read_count + excluded.read_count
        returning read_count
        """;

    // A secret may be gone by the time its reads are stored.
    private const string Store = """
        insert into secret_reads (secret_id, read_count)
        select s.id, n.count from unnest(@ids, @counts) as n(id, count) join secrets s on s.id = n.id order by s.id
        on conflict (secret_id) do update set read_count = secret_reads.read_count + excluded.read_count
        """;

    private readonly ConcurrentDictionary<Guid, long> _noted = new();

    public override async Task<long> NextAsync(Guid secretId)
    {
        _noted.TryRemove(secretId, out var noted);
        try
        {
            return await database.StatementAsync(db => db.FirstAsync(
                Next, row => row.GetInt64(0), ("@id", secretId), ("@count", noted + 1)));
        }
        catch when (noted > 0)
        {
            Add(secretId, noted);
            throw;
        }
    }

    public override long Note(Guid secretId, long stored)
    {
        var noted = Add(secretId, 1);
        database.Delayed.StoreLater();
        return stored + noted;
    }

    public NotedChanges? Changes()
    {
        // Taken out, so that whoever asks for an exact number meanwhile does not count them again.
        var counts = new Dictionary<Guid, long>();
        foreach (var id in _noted.Keys)
        {
            if (_noted.TryRemove(id, out var count))
                counts.Add(id, count);
        }

        return counts.Count == 0 ? null : new NotedChanges(
            db => db.ExecuteAsync(Store, ("@ids", counts.Keys.ToArray()), ("@counts", counts.Values.ToArray())),
            stored =>
            {
                if (!stored)
                    PutBack(counts);
            });
    }

    private void PutBack(IEnumerable<KeyValuePair<Guid, long>> counts)
    {
        foreach (var (id, count) in counts)
            Add(id, count);
    }

    private long Add(Guid secretId, long count) => _noted.AddOrUpdate(secretId, count, (_, noted) => noted + count);
}
