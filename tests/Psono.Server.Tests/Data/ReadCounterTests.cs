using Microsoft.Extensions.Time.Testing;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Data;

public sealed class ReadCounterTests
{
    [Theory, BothDatabases]
    public async Task Every_read_gets_the_next_number(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        var (a, b) = (await NewSecretAsync(database), await NewSecretAsync(database));

        Assert.Equal(1, await database.Reads.NextAsync(a));
        Assert.Equal(2, await database.Reads.NextAsync(a));
        Assert.Equal(1, await database.Reads.NextAsync(b));
        var both = await database.Reads.NextAsync([a, b]);
        Assert.Equal((3, 2), (both[a], both[b]));
    }

    [Theory, BothDatabases]
    public async Task Concurrent_reads_never_get_the_same_number(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        var id = await NewSecretAsync(database);

        var numbers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => database.Reads.NextAsync(id))));

        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), numbers.Order());
    }

    [Fact]
    public async Task Counts_are_stored_soon_and_survive_a_clean_stop_without_a_gap()
    {
        using var directory = new TemporaryDirectory();
        var clock = new FakeTimeProvider();
        Guid id;
        await using (var database = await Database.OpenAsync(null, directory.Path, clock))
        {
            id = await NewSecretAsync(database);
            for (var i = 0; i < 5; i++)
                await database.Reads.NextAsync(id);
            Assert.Equal(0, await StoredAsync(database, id));
            clock.Advance(TimeSpan.FromSeconds(1));
            await ShouldBecomeStoredAsync(database, id, 5);
            await database.Reads.NextAsync(id);
        }

        await using var again = await Database.OpenAsync(null, directory.Path);
        Assert.Equal(6, await StoredAsync(again, id));
        Assert.Equal(7, await again.Reads.NextAsync(id));
    }

    [Fact]
    public async Task After_a_crash_no_number_comes_twice()
    {
        using var directory = new TemporaryDirectory();
        await using var database = await Database.OpenAsync(null, directory.Path, new FakeTimeProvider());
        var id = await NewSecretAsync(database);
        var last = 0L;
        for (var i = 0; i < 10; i++)
            last = await database.Reads.NextAsync(id);

        // The files as they are now are what a crash leaves: nothing of the last reads is stored yet.
        using var crashed = new TemporaryDirectory();
        foreach (var file in Directory.GetFiles(directory.Path, "psono.sqlite*"))
            File.Copy(file, crashed.File(Path.GetFileName(file)));
        await using var again = await Database.OpenAsync(null, crashed.Path);

        Assert.True(await again.Reads.NextAsync(id) > last);
        Assert.Equal(1_000_000 + 2, await again.Reads.NextAsync(id));
    }

    [Fact]
    public async Task A_secret_that_is_deleted_meanwhile_does_not_stop_the_counting()
    {
        var clock = new FakeTimeProvider();
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.Sqlite, clock: clock);
        var (gone, stays) = (await NewSecretAsync(database), await NewSecretAsync(database));
        await database.Reads.NextAsync(gone);
        await database.Reads.NextAsync(stays);
        await database.WriteAsync(db => db.ExecuteAsync("delete from secrets where id = @id", ("@id", gone)));
        clock.Advance(TimeSpan.FromSeconds(1));

        await ShouldBecomeStoredAsync(database, stays, 1);
    }

    [Fact]
    public async Task More_secrets_than_fit_in_memory_keep_their_counts()
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.Sqlite);
        var stripe = new ReadCountStripe();
        var ids = Enumerable.Range(0, 1500).Select(_ => Guid.NewGuid()).ToList();
        var stored = ids.ToDictionary(id => id, _ => 0L);
        for (var round = 1; round <= 3; round++)
        {
            foreach (var id in ids)
                Assert.Equal(round, stripe.Next(id, missing => stored[missing]));
            foreach (var (id, count) in stripe.Changed())
            {
                stored[id] = count;
                stripe.Stored(id, count);
            }

            Assert.Empty(stripe.Changed());
        }
    }

    private static async Task<Guid> NewSecretAsync(Database database)
    {
        var id = Guid.NewGuid();
        await database.WriteAsync(db => db.ExecuteAsync(
            "insert into secrets (id, create_date, write_date, data, data_nonce) values (@id, 0, 0, '', @nonce)", ("@id", id),
            ("@nonce", id.ToString())));
        return id;
    }

    private static async Task ShouldBecomeStoredAsync(Database database, Guid id, long count)
    {
        for (var attempt = 0; attempt < 1000 && await StoredAsync(database, id) != count; attempt++)
            await Task.Delay(20);
        Assert.Equal(count, await StoredAsync(database, id));
    }

    private static Task<long> StoredAsync(Database database, Guid id) => database.ReadAsync(db =>
        db.FirstAsync("select read_count from secret_reads where secret_id = @id", row => row.GetInt64(0), ("@id", id)));
}
