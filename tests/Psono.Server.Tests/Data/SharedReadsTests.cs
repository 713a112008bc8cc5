using System.Collections.Concurrent;
using System.Globalization;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Data;

public sealed class SharedReadsTests : IAsyncLifetime
{
    private const string Numbers = "select n from numbers where n = any(@ns)";

    private readonly ConcurrentBag<int> _statements = [];
    private readonly TaskCompletionSource _mayBegin = new();
    private PostgresSchema _schema = null!;
    private PostgresDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _schema = await PostgresSchema.TakeAsync();
        _database = (PostgresDatabase)await Database.OpenAsync(_schema.ConnectionString, "/nowhere");
        await _database.WriteAsync(db => db.ExecuteAsync("create table numbers (n bigint primary key)"));
    }

    [Fact]
    public async Task Many_at_once_share_statements_and_each_gets_its_own_answer()
    {
        await _database.WriteAsync(db => db.ExecuteAsync("insert into numbers select generate_series(1, 500)"));
        var reads = new SharedReads<long, string>(_database, ReadAsync);

        // 501 to 600 are not there; each is asked for twice.
        var answers = await AtOnceAsync(Enumerable.Range(2, 1199).Select(i => reads.GetAsync(i / 2)));

        Assert.Equal(Enumerable.Range(2, 1199).Select(i => i / 2 <= 500 ? $"number {i / 2}" : null), answers);
        Assert.InRange(_statements.Count, 1199 / 64, 200);
        Assert.InRange(_statements.Max(), 10, 64);
    }

    [Fact]
    public async Task Who_is_alone_asks_alone()
    {
        _mayBegin.SetResult();
        var reads = new SharedReads<long, string>(_database, ReadAsync);
        for (var n = 0; n < 20; n++)
            Assert.Null(await reads.GetAsync(n));

        Assert.Equal(Enumerable.Repeat(1, 20), _statements);
    }

    /// <summary>What has been acknowledged is in every answer to a later question, however many ask.</summary>
    [Fact]
    public async Task No_answer_is_older_than_its_question()
    {
        const int Readers = 50;
        await _database.WriteAsync(db => db.ExecuteAsync("create table versions (n bigint primary key, version bigint not null)"));
        await _database.WriteAsync(db => db.ExecuteAsync("insert into versions select generate_series(1, 50), 0"));
        var reads = new SharedReads<long, string>(_database, ReadVersionsAsync);
        using var stopping = new CancellationTokenSource();
        var newest = 0L;
        var readers = Enumerable.Range(1, Readers).Select(n => Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                var known = Interlocked.Read(ref newest);
                Assert.InRange(long.Parse((await reads.GetAsync(n))!, CultureInfo.InvariantCulture), known, long.MaxValue);
            }
        })).ToList();

        for (var version = 1L; version <= 200; version++)
        {
            await _database.WriteAsync(db => db.ExecuteAsync("update versions set version = @version", ("@version", version)));
            Interlocked.Exchange(ref newest, version);
        }

        await stopping.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Contains(_statements, size => size > 1);
    }

    [Fact]
    public async Task What_fails_fails_for_those_who_share_it_and_the_next_one_is_answered()
    {
        var reads = new SharedReads<long, string>(_database, (db, wanted) =>
            wanted.Contains(13) ? throw new InvalidOperationException("13") : ReadAsync(db, wanted));
        await _database.WriteAsync(db => db.ExecuteAsync("insert into numbers select generate_series(0, 99)"));

        var answers = await AtOnceAsync(Enumerable.Range(0, 100).Select(i => AskAsync(i == 50 ? 13 : i)));

        Assert.Equal("failed", answers[50]);
        Assert.All(answers.Index(), answer => Assert.True(answer.Item == "failed" || answer.Item == $"number {answer.Index}", answer.Item));
        Assert.InRange(answers.Count(answer => answer == "failed"), 10, 66);
        Assert.Equal("number 1", await reads.GetAsync(1));
        return;

        async Task<string?> AskAsync(long n)
        {
            try
            {
                return await reads.GetAsync(n);
            }
            catch (InvalidOperationException)
            {
                return "failed";
            }
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_is_no_refusal()
    {
        var isBroken = 0;
        var reads = new SharedReads<long, string>(_database, async (db, wanted) =>
        {
            if (wanted.Count > 1 && Interlocked.Exchange(ref isBroken, 1) == 0)
                await db.ExecuteAsync("select pg_terminate_backend(pg_backend_pid())");
            return await ReadAsync(db, wanted);
        });
        await _database.WriteAsync(db => db.ExecuteAsync("insert into numbers select generate_series(0, 99)"));

        var answers = await AtOnceAsync(Enumerable.Range(0, 100).Select(i => reads.GetAsync(i)));

        Assert.Equal(1, isBroken);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"number {i}"), answers);
    }

    private async Task<Dictionary<long, string>> ReadAsync(DbScope db, IReadOnlyList<long> wanted)
    {
        await _mayBegin.Task;
        _statements.Add(wanted.Count);
        var found = await db.QueryAsync(Numbers, row => row.GetInt64(0), ("@ns", wanted.ToArray()));
        return found.ToDictionary(n => n, n => $"number {n}");
    }

    /// <summary>All have asked before the first statement begins.</summary>
    private Task<string?[]> AtOnceAsync(IEnumerable<Task<string?>> questions)
    {
        var asked = questions.ToList();
        _mayBegin.SetResult();
        return Task.WhenAll(asked);
    }

    private async Task<Dictionary<long, string>> ReadVersionsAsync(DbScope db, IReadOnlyList<long> wanted)
    {
        _statements.Add(wanted.Count);
        var found = await db.QueryAsync(
            "select n, version from versions where n = any(@ns)", row => (row.GetInt64(0), row.GetInt64(1)), ("@ns", wanted.ToArray()));
        return found.ToDictionary(row => row.Item1, row => row.Item2.ToString(CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _schema.DisposeAsync();
    }
}
