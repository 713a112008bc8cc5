using Microsoft.Extensions.Time.Testing;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Data;

public sealed class ReadCounterTests
{
    private const string WaitsForTurns =
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%from turns%'";

    [Theory, BothDatabases]
    public async Task Every_read_gets_the_next_number(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind, clock: new FakeTimeProvider());
        var (a, b) = (await NewSecretAsync(database), await NewSecretAsync(database));

        Assert.Equal(1, await database.Reads.NextAsync(a));
        Assert.Equal(2, await database.Reads.NextAsync(a));
        Assert.Equal(1, await database.Reads.NextAsync(b));
        Assert.Equal(3, database.Reads.Note(a, stored: 2));
        Assert.Equal(4, database.Reads.Note(a, stored: 2));
        Assert.Equal(2, database.Reads.Note(b, stored: 1));
        Assert.Equal(5, await database.Reads.NextAsync(a));
        Assert.Equal(3, await database.Reads.NextAsync(b));
    }

    [Theory, BothDatabases]
    public async Task Whether_noted_or_asked_for_every_read_is_counted_once(DatabaseKind kind)
    {
        var clock = new FakeTimeProvider();
        await using var database = await TestDatabase.OpenAsync(kind, clock: clock);
        var id = await NewSecretAsync(database);

        var numbers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            if (i % 30 == 0)
                clock.Advance(TimeSpan.FromSeconds(1));
            if (i % 3 == 0)
                return await database.Reads.NextAsync(id);
            database.Reads.Note(id, stored: 0);
            return 0;
        })));
        await database.Delayed.StoreAsync();

        Assert.Equal(100, numbers.Where(number => number > 0).Distinct().Count());
        Assert.Equal(300, await StoredAsync(database, id));
        Assert.Equal(301, await database.Reads.NextAsync(id));
    }

    [Fact]
    public async Task While_another_server_stores_what_it_has_noted_nobody_waits_and_nothing_is_lost()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        await using var one = await Database.OpenAsync(schema.ConnectionString, "/nowhere", new FakeTimeProvider());
        await using var two = await Database.OpenAsync(schema.ConnectionString, "/nowhere", new FakeTimeProvider());
        var id = await NewSecretAsync(one);
        one.Reads.Note(id, stored: 0);
        two.Reads.Note(id, stored: 0);

        using var release = new SemaphoreSlim(0);
        var storing = new TaskCompletionSource();
        var first = one.StoreNotesAsync(async _ =>
        {
            storing.SetResult();
            await release.WaitAsync();
        });
        await storing.Task;
        var second = two.Delayed.StoreAsync();
        for (var looks = 0; looks < 20 && !second.IsCompleted; looks++)
        {
            Assert.Equal(0L, await one.ReadAsync(db => db.FirstAsync(WaitsForTurns, row => row.GetInt64(0))));
        }

        Assert.False(await second);
        release.Release();
        Assert.True(await first);
        Assert.True(await two.Delayed.StoreAsync());
        Assert.Equal(1, await StoredAsync(one, id));
        Assert.True(await one.Delayed.StoreAsync());
        Assert.Equal(2, await StoredAsync(two, id));
    }

    [Fact]
    public async Task Several_servers_count_together()
    {
        await using var schema = await PostgresSchema.TakeAsync();
        var clock = new FakeTimeProvider();
        await using var one = await Database.OpenAsync(schema.ConnectionString, "/nowhere", clock);
        await using var two = await Database.OpenAsync(schema.ConnectionString, "/nowhere", clock);
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => NewSecretAsync(one)));

        foreach (var database in (Database[])[one, two])
        {
            foreach (var id in ids)
                Assert.Equal(1, database.Reads.Note(id, stored: 0));
        }

        // In whatever order each of them holds them: neither waits for the other for ever.
        Assert.All(await Task.WhenAll(one.Delayed.StoreAsync(), two.Delayed.StoreAsync()), Assert.True);
        foreach (var id in ids)
            Assert.Equal(2, await StoredAsync(one, id));
    }

    [Fact]
    public async Task What_the_database_did_not_take_is_counted_still()
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.PostgreSql, clock: new FakeTimeProvider());
        var id = await NewSecretAsync(database);
        database.Reads.Note(id, stored: 0);
        await database.WriteAsync(db => db.ExecuteAsync("alter table secret_reads rename to away"));
        try
        {
            Assert.False(await database.Delayed.StoreAsync());
            await Assert.ThrowsAnyAsync<Exception>(() => database.Reads.NextAsync(id));
        }
        finally
        {
            await database.WriteAsync(db => db.ExecuteAsync("alter table away rename to secret_reads"));
        }

        Assert.Equal(2, await database.Reads.NextAsync(id));
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

    [Theory, BothDatabases]
    public async Task A_secret_that_is_deleted_meanwhile_does_not_stop_the_counting(DatabaseKind kind)
    {
        var clock = new FakeTimeProvider();
        await using var database = await TestDatabase.OpenAsync(kind, clock: clock);
        var (gone, stays) = (await NewSecretAsync(database), await NewSecretAsync(database));
        database.Reads.Note(gone, stored: 0);
        database.Reads.Note(stays, stored: 0);
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
