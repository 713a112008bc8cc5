namespace Psono.Server.Data;

/// <summary>Other processes count too, so every read is an update of its own small row.</summary>
internal sealed class PostgresReadCounter(PostgresDatabase database) : ReadCounter
{
    // Rows in the order of their ids: two bulk reads must not wait for each other's locks.
    private const string Count = """
        insert into secret_reads (secret_id, read_count)
        select id, 1 from secrets where id in (@ids) order by id
        on conflict (secret_id) do update set read_count = secret_reads.read_count + 1
        returning secret_id, read_count
        """;

    private const string CountOne = """
        insert into secret_reads (secret_id, read_count) select id, 1 from secrets where id = @id
        on conflict (secret_id) do update set read_count = secret_reads.read_count + 1
        returning read_count
        """;

    public override Task<long> NextAsync(Guid secretId) =>
        database.StatementAsync(db => db.FirstAsync(CountOne, row => row.GetInt64(0), ("@id", secretId)));

    public override async Task<IReadOnlyDictionary<Guid, long>> NextAsync(IReadOnlyCollection<Guid> secretIds)
    {
        var counts = await database.StatementAsync(db => db.QueryInAsync(Count, secretIds, row => (row.GetGuid(0), row.GetInt64(1))));
        return counts.ToDictionary(count => count.Item1, count => count.Item2);
    }
}
