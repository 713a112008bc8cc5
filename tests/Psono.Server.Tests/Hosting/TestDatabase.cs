using Psono.Server.Data;

namespace Psono.Server.Tests.Hosting;

/// <summary>A database without a server around it, gone with everything it needs after the test.</summary>
internal sealed class TestDatabase : Database
{
    private readonly Database _database;
    private readonly PostgresSchema? _schema;
    private readonly TemporaryDirectory _directory;

    private TestDatabase(Database database, PostgresSchema? schema, TemporaryDirectory directory)
    {
        _database = database;
        _schema = schema;
        _directory = directory;
    }

    public override string Description => _database.Description;

    public override ReadCounter Reads => _database.Reads;

    public override DelayedStore Delayed => _database.Delayed;

    public override Outage Outage => _database.Outage;

    public override long? Version => _database.Version;

    /// <param name="table">A table to make first.</param>
    public static async Task<TestDatabase> OpenAsync(DatabaseKind kind, string? table = null, TimeProvider? clock = null)
    {
        var directory = new TemporaryDirectory();
        var schema = kind == DatabaseKind.PostgreSql ? await PostgresSchema.TakeAsync() : null;
        var database = new TestDatabase(await OpenAsync(schema?.ConnectionString, directory.Path, clock), schema, directory);
        if (table is not null)
            await database.WriteAsync(db => db.ExecuteAsync(table));
        return database;
    }

    public override Task<T> ReadAsync<T>(Func<DbScope, Task<T>> work) => _database.ReadAsync(work);

    public override Task<T> WriteAsync<T>(Func<DbScope, Task<T>> work) => _database.WriteAsync(work);

    public override Task<bool> StoreNotesAsync(Func<DbScope, Task> work) => _database.StoreNotesAsync(work);

    public override Task TidyAsync() => _database.TidyAsync();

    protected override Task<T> ReadNowAsync<T>(Func<DbScope, Task<T>> work) => _database.ReadAsync(work);

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        if (_schema is not null)
            await _schema.DisposeAsync();
        _directory.Dispose();
    }
}
