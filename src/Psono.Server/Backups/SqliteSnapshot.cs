using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Psono.Server.Data;
using Psono.Server.Operations;

namespace Psono.Server.Backups;

/// <summary>
/// A copy of a SQLite database as it was at one moment, however much a server writes meanwhile. It lies beside the database for a while.
/// </summary>
internal sealed class SqliteSnapshot : IDisposable
{
    private const string FileName = "backup.tmp";

    private const string Copy = "vacuum into @copy";

    private const string Look = """
        select (select max(version) from schema_version), (select fingerprint from server_keys),
          (select count(*) from users), (select count(*) from secrets)
        """;

    private readonly UnfinishedFile _file;

    private SqliteSnapshot(UnfinishedFile file, DateTimeOffset created)
    {
        _file = file;
        Created = created;
    }

    public DateTimeOffset Created { get; }

    public int SchemaVersion { get; private set; }

    /// <summary>Of the keys that belong to it; empty: of none.</summary>
    public string Fingerprint { get; private set; } = "";

    public long Accounts { get; private set; }

    public long Secrets { get; private set; }

    /// <summary>From its beginning.</summary>
    public Stream Content
    {
        get
        {
            _file.Content.Position = 0;
            return _file.Content;
        }
    }

    /// <exception cref="OperatorException">There is no database, or it cannot be read.</exception>
    public static async Task<SqliteSnapshot> TakeAsync(string dataDirectory)
    {
        var database = Path.Combine(dataDirectory, SqliteDatabase.FileName);
        if (!File.Exists(database))
            throw new OperatorException(
                $"there is no database in {dataDirectory}: name the server's directory with --data-dir; PostgreSQL has backups of its own");
        var file = UnfinishedFile.Create(Path.Combine(dataDirectory, FileName));
        try
        {
            var snapshot = new SqliteSnapshot(file, TimeProvider.System.GetUtcNow());
            await using (var db = Open(database))
                await db.ExecuteAsync(Copy, ("@copy", file.Path));
            await using (var db = Open(file.Path))
                await snapshot.LookAsync(db);
            return snapshot;
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is SqliteException sqlite)
                throw new OperatorException($"cannot read {database}: {SqliteDatabase.Reason(sqlite)}");
            throw;
        }
    }

    public async Task<string> Sha256Async() => Convert.ToHexStringLower(await SHA256.HashDataAsync(Content));

    private async Task LookAsync(DbScope db) => await db.FirstAsync(Look, row =>
    {
        SchemaVersion = (int)row.GetInt64(0);
        Fingerprint = row.IsDBNull(1) ? "" : row.GetString(1);
        Accounts = row.GetInt64(2);
        Secrets = row.GetInt64(3);
        return true;
    });

    public static DbScope Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        connection.Open();
        return new DbScope(connection, keepCommands: false);
    }

    public void Dispose() => _file.Dispose();
}
