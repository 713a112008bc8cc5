using Microsoft.Extensions.Time.Testing;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Data;

public sealed class DelayedStoreTests
{
    private const string Table = "create table notes (id bigint not null primary key, amount bigint not null)";

    private readonly FakeTimeProvider _clock = new();

    [Theory, BothDatabases]
    public async Task What_comes_within_a_second_is_stored_together(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind, Table, _clock);
        var (some, others) = (new Notes(1), new Notes(2));
        await using var store = Store(database, some, others);
        for (var round = 1; round <= 3; round++)
        {
            Note(store, some, others);
            Note(store, some, others);
            _clock.Advance(TimeSpan.FromMilliseconds(999));
            Assert.Equal(round - 1, some.Times);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await ShouldBecomeStoredAsync(database, 2 * round);
            Assert.Equal((round, round), (some.Times, others.Times));
        }
    }

    [Theory, BothDatabases]
    public async Task The_rest_is_stored_at_the_end_whatever_the_clock_says(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind, Table, _clock);
        var notes = new Notes(1);
        await using (var store = Store(database, notes))
            Note(store, notes);
        Assert.Equal([1L], await StoredAsync(database));
    }

    [Theory, BothDatabases]
    public async Task What_could_not_be_stored_is_tried_again_and_kept_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind, Table, _clock);
        var (sound, broken) = (new Notes(1), new Notes(2) { Failure = new InvalidOperationException() });
        await using var store = Store(database, sound, broken);
        Note(store, sound, broken);

        Assert.False(await store.StoreAsync());
        Assert.Empty(await StoredAsync(database));

        // Nobody notes anything any more.
        _clock.Advance(TimeSpan.FromSeconds(1));
        while (broken.Times < 2)
            await Task.Delay(5);
        broken.Failure = null;
        for (var tries = 0; tries < 1000 && (await StoredAsync(database)).Count == 0; tries++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        Assert.Equal([1L, 1L], await StoredAsync(database));
    }

    [Theory, BothDatabases]
    public async Task One_storing_waits_for_the_other(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind, Table, _clock);
        var first = new TaskCompletionSource();
        var notes = new Notes(1) { Hold = first.Task };
        await using var store = Store(database, notes);
        notes.Note();
        var one = Task.Run(store.StoreAsync);
        while (notes.Times == 0)
            await Task.Delay(5);
        notes.Note();
        var two = store.StoreAsync();

        await Task.Delay(20);
        Assert.Equal(1, notes.Times);
        Assert.False(two.IsCompleted);
        first.SetResult();
        Assert.All(await Task.WhenAll(one, two), Assert.True);
        Assert.Equal(2, notes.Times);
        Assert.Equal([2L], await StoredAsync(database));
    }

    private DelayedStore Store(Database database, params Notes[] notes)
    {
        var store = new DelayedStore(database, _clock);
        foreach (var some in notes)
            store.Add(some);
        return store;
    }

    private static void Note(DelayedStore store, params Notes[] notes)
    {
        foreach (var some in notes)
            some.Note();
        store.StoreLater();
    }

    private static Task<List<long>> StoredAsync(Database database) =>
        database.ReadAsync(db => db.QueryAsync("select amount from notes order by id", row => row.GetInt64(0)));

    private static async Task ShouldBecomeStoredAsync(Database database, long amount)
    {
        for (var tries = 0; tries < 1000 && (await StoredAsync(database)).FirstOrDefault() != amount; tries++)
            await Task.Delay(20);
        Assert.Equal([amount, amount], await StoredAsync(database));
    }

    /// <summary>Counts what is noted in a row of its own.</summary>
    private sealed class Notes(long id) : INoted
    {
        private const string Store = """
            insert into notes (id, amount) values (@id, @amount) on conflict (id) do update set amount = notes.amount + excluded.amount
            """;

        private long _noted;

        public int Times { get; private set; }

        public Exception? Failure { get; set; }

        public Task Hold { get; init; } = Task.CompletedTask;

        public void Note() => Interlocked.Increment(ref _noted);

        public NotedChanges? Changes()
        {
            var amount = Interlocked.Exchange(ref _noted, 0);
            return amount == 0
                ? null
                : new NotedChanges(db => StoreAsync(db, amount), stored => Interlocked.Add(ref _noted, stored ? 0 : amount));
        }

        private async Task StoreAsync(DbScope db, long amount)
        {
            Times++;
            await Hold;
            await db.ExecuteAsync(Store, ("@id", id), ("@amount", amount));
            if (Failure is not null)
                throw Failure;
        }
    }
}
