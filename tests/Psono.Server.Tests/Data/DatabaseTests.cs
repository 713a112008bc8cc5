using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Data;

public sealed class DatabaseTests
{
    private const string Header =
        "SQLite format 3\0\u0010\0\u0002\u0002\0@  \0\0\0\u0001\0\0\0\u0001\0\0\0\0\0\0\0\0\0\0\0\u0001\0\0\0\u0004";

    private const string Table = "create table things (id text not null primary key, name text unique, wide bigint, yes boolean)";

    [Theory]
    [InlineData("no database, but some text that is long enough for one, or so one would think", "it is not a database, or encrypted")]
    [InlineData(Header + " damaged after it", "it is damaged")]
    public async Task A_file_that_is_no_database_is_told_in_one_line(string text, string reason)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File(SqliteDatabase.FileName);
        await File.WriteAllTextAsync(path, text.PadRight(4096, '\u0001'));

        var failure = await Assert.ThrowsAsync<StartException>(() => Database.OpenAsync(null, directory.Path));

        Assert.StartsWith($"cannot use SQLite database {path}: {reason}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_a_directory_is_told_in_one_line()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.File(SqliteDatabase.FileName));

        await Assert.ThrowsAsync<StartException>(() => Database.OpenAsync(null, directory.Path));
    }

    [Theory]
    [InlineData("Host=no.such.host.invalid")]
    [InlineData("Host=127.0.0.1;Port=1;Target Session Attributes=primary")]
    [InlineData("Host=/nowhere;Password=geheim")]
    public async Task A_database_server_that_cannot_be_used_is_told_in_one_line(string connection)
    {
        var failure = await Assert.ThrowsAsync<StartException>(() => Database.OpenAsync(connection, "/nowhere"));

        Assert.StartsWith("cannot use PostgreSQL database", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", failure.Message, StringComparison.Ordinal);
    }

    [Theory, BothDatabases]
    public async Task Values_come_back_as_they_were_stored(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind);
        var id = Guid.NewGuid();
        var time = new DateTimeOffset(2026, 11, 23, 19, 12, 46, TimeSpan.Zero).AddMicroseconds(181998);
        await database.WriteAsync(db => db.ExecuteAsync(
            "create table kinds (id " + (kind == DatabaseKind.Sqlite ? "text" : "uuid") + ", t bigint, b boolean, s text, n text)"));
        await database.WriteAsync(db => db.ExecuteAsync(
            "insert into kinds values (@id, @t, @b, @s, @n)", ("@id", id), ("@t", time), ("@b", true), ("@s", "ünï\ncode 😀 '"),
            ("@n", null)));

        var row = await database.ReadAsync(db => db.FirstAsync(
            "select id, t, b, s, n from kinds where id = @id and b",
            row => (row.GetGuid(0), row.GetTime(1), row.GetBoolean(2), row.GetString(3), row.GetStringOrNull(4)), ("@id", id)));

        Assert.Equal((id, time, true, "ünï\ncode 😀 '", null), row);
    }

    [Theory, BothDatabases]
    public async Task Work_that_fails_leaves_nothing_and_others_stay(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind, Table);
        var good = Enumerable.Range(0, 20).Select(i => InsertAsync(database, $"good {i}")).ToList();
        var bad = Enumerable.Range(0, 20).Select(i => database.WriteAsync<int>(async db =>
        {
            await db.ExecuteAsync("insert into things (id, name) values (@id, @name)", ("@id", $"bad {i}"), ("@name", $"bad {i}"));
            throw new InvalidOperationException("on purpose");
        })).ToList();

        await Task.WhenAll(good);
        foreach (var task in bad)
            await Assert.ThrowsAsync<InvalidOperationException>(() => task);
        var names = await database.ReadAsync(db => db.QueryAsync("select name from things", row => row.GetString(0)));
        Assert.Equal(20, names.Count);
        Assert.All(names, name => Assert.StartsWith("good", name, StringComparison.Ordinal));
    }

    [Theory, BothDatabases]
    public async Task A_unique_violation_names_table_and_columns(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind, "create table pairs (a text, b text, unique (a, b))");
        Task<int> Insert() => database.WriteAsync(db => db.ExecuteAsync("insert into pairs values (@a, @b)", ("@a", "1"), ("@b", "2")));

        await Insert();

        Assert.Equal("pairs_a_b", (await Assert.ThrowsAsync<UniqueViolationException>(Insert)).Constraint);
    }

    [Theory, BothDatabases]
    public async Task Two_writers_who_check_first_do_not_both_win(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind, "create table only_one (n bigint)");

        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => database.WriteAsync(async db =>
            !await db.ExistsAsync("select 1 from only_one")
            && await db.ExecuteAsync("insert into only_one values (@n)", ("@n", (long)n)) == 1)));

        Assert.Single(won, true);
    }

    [Theory, BothDatabases]
    public async Task Long_lists_are_looked_up_completely(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(
            kind, "create table listed (id " + (kind == DatabaseKind.Sqlite ? "text" : "uuid") + " primary key)");
        var ids = Enumerable.Range(0, 1300).Select(_ => Guid.NewGuid()).ToList();
        await database.WriteAsync(async db =>
        {
            foreach (var id in ids)
                await db.ExecuteAsync("insert into listed values (@id)", ("@id", id));
            return 0;
        });

        foreach (var count in (int[])[0, 1, 3, 512, 513, 1300])
        {
            var found = await database.ReadAsync(
                db => db.QueryInAsync("select id from listed where id in (@ids)", ids[..count], row => row.GetGuid(0)));
            Assert.Equal(ids[..count].Order(), found.Order());
        }
    }

    [Theory, BothDatabases]
    public async Task A_statement_can_be_used_again_with_other_types_and_nulls(DatabaseKind kind)
    {
        await using var database = await TestDatabase.OpenAsync(kind, Table);
        foreach (var (name, wide) in ((string?, long?)[])[("a", null), (null, 5), ("b", 6), (null, null)])
        {
            await database.WriteAsync(db => db.ExecuteAsync(
                "insert into things (id, name, wide, yes) values (@id, @name, @wide, @yes)",
                ("@id", Guid.NewGuid().ToString()), ("@name", name), ("@wide", wide), ("@yes", wide is not null)));
        }

        var sum = await database.ReadAsync(
            db => db.FirstAsync("select sum(wide), count(name) from things", row => (row.GetDecimal(0), row.GetInt64(1))));
        Assert.Equal((11m, 2L), sum);
    }

    private static Task<int> InsertAsync(Database database, string name) =>
        database.WriteAsync(db => db.ExecuteAsync("insert into things (id, name) values (@id, @name)", ("@id", name), ("@name", name)));
}
