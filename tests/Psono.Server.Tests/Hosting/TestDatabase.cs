using Psono.Server.Data;

namespace Psono.Server.Tests.Hosting;

/// <summary>A database without a server around it.</summary>
internal static class TestDatabase
{
    /// <param name="table">A table to make first.</param>
    public static async Task<Database> OpenAsync(DatabaseKind kind, string? table = null)
    {
        var database = await Database.OpenAsync(
            kind == DatabaseKind.PostgreSql ? await PostgresServer.CreateDatabaseAsync() : null,
            Directory.CreateTempSubdirectory("psono-test-").FullName);
        if (table is not null)
            await database.WriteAsync(db => db.ExecuteAsync(table));
        return database;
    }
}
