using Npgsql;
using Psono.Server.Data;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Data;

public sealed class MigratorTests
{
    [Fact]
    public void Both_databases_have_the_same_scripts()
    {
        var scripts = typeof(Migrator).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).ToLookup(
                name => name.Split('/')[0], name => name.Split('/')[1]);

        Assert.Equal(["postgresql", "sqlite"], scripts.Select(folder => folder.Key).Order());
        Assert.Equal(scripts["postgresql"].Order(), scripts["sqlite"].Order());
    }

    [Theory, BothDatabases]
    public async Task A_database_of_a_newer_program_is_refused(DatabaseKind kind)
    {
        using var directory = new TemporaryDirectory();
        await using var schema = kind == DatabaseKind.PostgreSql ? await PostgresSchema.CreateAsync() : null;
        await using (var database = await OpenAsync(schema, directory))
        {
            Assert.Equal(Migrator.Newest, await database.SchemaVersionAsync());
            await database.WriteAsync(db => db.ExecuteAsync("insert into schema_version (version) values (9999)"));
        }

        var refused = await Assert.ThrowsAsync<StartException>(() => OpenAsync(schema, directory));
        Assert.Equal(
            $"the database has schema version 9999, this program knows {Migrator.Newest}: install a newer psono-server", refused.Message);
    }

    [Theory, BothDatabases]
    public async Task What_a_database_lacks_is_found_by_its_number(DatabaseKind kind)
    {
        using var directory = new TemporaryDirectory();
        await using var schema = kind == DatabaseKind.PostgreSql ? await PostgresSchema.CreateAsync() : null;
        await using (var database = await OpenAsync(schema, directory))
        {
            await database.WriteAsync(db => db.ExecuteAsync("drop table device_codes"));
            await database.WriteAsync(db => db.ExecuteAsync("delete from schema_version where version = 3"));
        }

        await using var again = await OpenAsync(schema, directory);

        Assert.Equal(0, await again.ReadAsync(db => db.FirstAsync("select count(*) from device_codes", row => row.GetInt64(0))));
        Assert.Equal(
            Numbers(),
            await again.ReadAsync(db => db.QueryAsync("select version from schema_version order by version", row => row.GetInt64(0))));
    }

    private static Task<Database> OpenAsync(PostgresSchema? schema, TemporaryDirectory directory) =>
        Database.OpenAsync(schema?.ConnectionString, directory.Path);

    private static IEnumerable<long> Numbers() => typeof(Migrator).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("sqlite/", StringComparison.Ordinal))
        .Select(name => long.Parse(name.Split('/')[1][..4], System.Globalization.CultureInfo.InvariantCulture))
        .Order();

    [Fact]
    public async Task Processes_that_start_together_on_one_PostgreSQL_migrate_it_once()
    {
        await using var schema = await PostgresSchema.CreateAsync();

        var databases = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Database.OpenAsync(schema.ConnectionString, "/nowhere")));

        foreach (var database in databases)
        {
            Assert.Equal(Migrator.Newest, await database.SchemaVersionAsync());
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_process_waits_while_another_migrates_and_goes_on_when_that_dies()
    {
        await using var schema = await PostgresSchema.CreateAsync();
        await (await Database.OpenAsync(schema.ConnectionString, "/nowhere")).DisposeAsync();
        await using var other = new NpgsqlConnection(schema.ConnectionString);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var migrate = new NpgsqlCommand("select id from migration_lock for update", other))
            Assert.Equal(1, await migrate.ExecuteScalarAsync());

        var opening = Database.OpenAsync(schema.ConnectionString, "/nowhere");
        await Task.Delay(500);
        Assert.False(opening.IsCompleted);
        await (await PostgresServer.GetAsync()).ExecuteAsync($"select pg_terminate_backend({other.ProcessID})");

        await using var database = await opening;
        Assert.Equal(Migrator.Newest, await database.SchemaVersionAsync());
    }
}
