using Microsoft.Data.Sqlite;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Data;

public sealed class SqliteWriterTests
{
    [Fact]
    public async Task Writes_that_wait_together_are_flushed_together()
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.Sqlite, "create table numbers (n integer)");
        using var release = new ManualResetEventSlim();
        var first = database.WriteAsync(db =>
        {
            release.Wait();
            return Insert(db, 1);
        });
        var second = database.WriteAsync(db => Insert(db, 2));

        // While the third runs, the writer sees the rows of the others, and nobody else does: one transaction for all.
        var third = database.WriteAsync(async db => (Inside: await Count(db), Outside: await database.ReadAsync(Count)));
        release.Set();

        Assert.Equal((2L, 0L), await third);
        await Task.WhenAll(first, second);
        Assert.Equal(2L, await database.ReadAsync(Count));
    }

    [Fact]
    public async Task An_acknowledged_write_is_visible_to_readers()
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.Sqlite, "create table numbers (n integer)");
        for (var n = 1; n <= 100; n++)
        {
            await database.WriteAsync(db => Insert(db, n));
            Assert.Equal(n, await database.ReadAsync(Count));
        }
    }

    [Fact]
    public async Task Readers_are_not_blocked_by_a_long_write()
    {
        await using var database = await TestDatabase.OpenAsync(DatabaseKind.Sqlite, "create table numbers (n integer)");
        using var release = new ManualResetEventSlim();
        var write = database.WriteAsync(async db =>
        {
            await Insert(db, 1);
            release.Wait();
            return 0;
        });

        Assert.Equal(0L, await database.ReadAsync(Count));
        release.Set();
        await write;
        Assert.Equal(1L, await database.ReadAsync(Count));
    }

    [Fact]
    public async Task A_connection_that_cannot_even_roll_back_fails_its_callers_and_not_the_process()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        await using var writer = new SqliteWriter(new DbScope(connection, keepCommands: false));

        // What breaks it does not matter: from here on there is nothing that could be told to roll back.
        await Assert.ThrowsAnyAsync<Exception>(() => writer.WriteAsync(db =>
        {
            db.Connection.Close();
            return Task.FromResult(0);
        }));
        await Assert.ThrowsAnyAsync<Exception>(() => writer.WriteAsync(_ => Task.FromResult(0)));
    }

    private static Task<int> Insert(DbScope db, long n) => db.ExecuteAsync("insert into numbers values (@n)", ("@n", n));

    private static Task<long> Count(DbScope db) => db.FirstAsync("select count(*) from numbers", row => row.GetInt64(0));
}
