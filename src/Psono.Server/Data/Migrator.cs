using System.Globalization;
using System.Reflection;

namespace Psono.Server.Data;

// docs/decisions/0032
/// <summary>
/// Applies the numbered scripts of <c>Migrations/sqlite</c> or <c>Migrations/postgresql</c> that the database does not have yet.
/// Both folders hold the same names. Each database runs it inside one transaction and its own lock. Numbers may have gaps, and a script
/// that came later may fill one: what counts is which numbers the database has.
/// </summary>
internal static class Migrator
{
    private const string CreateTable = "create table if not exists schema_version (version bigint not null primary key)";

    private const string SelectNewest = "select max(version) from schema_version";

    private const string SelectAll = "select version from schema_version";

    private const string Insert = "insert into schema_version (version) values (@version)";

    private static readonly Assembly Scripts = typeof(Migrator).Assembly;

    /// <summary>The schema version that this program needs.</summary>
    public static int Newest { get; } = (int)Number(Names("sqlite")[^1]);

    public static async Task<int> VersionAsync(DbScope db) =>
        (int)await db.FirstAsync(SelectNewest, row => row.IsDBNull(0) ? 0L : row.GetInt64(0));

    /// <param name="db">The database.</param>
    /// <param name="folder">Of the scripts.</param>
    /// <param name="mayMigrate">Otherwise it must have all of them.</param>
    /// <exception cref="StartException">It is newer than the program, or older and has to stay so.</exception>
    public static async Task MigrateAsync(DbScope db, string folder, bool mayMigrate = true)
    {
        await db.ExecuteAsync(CreateTable);
        var version = await VersionAsync(db);
        if (version > Newest)
            throw new StartException(
                $"the database has schema version {version}, this program knows {Newest}: install a newer psono-server");

        var applied = await db.QueryAsync(SelectAll, row => row.GetInt64(0));
        var missing = Names(folder).Where(name => !applied.Contains(Number(name))).ToList();
        if (missing.Count > 0 && !mayMigrate)
            throw new StartException("the database has not been used with this version yet: start the server first");
        foreach (var name in missing)
        {
            using var reader = new StreamReader(Scripts.GetManifestResourceStream(name)!);
            await db.ExecuteAsync(await reader.ReadToEndAsync());
            await db.ExecuteAsync(Insert, ("@version", Number(name)));
        }
    }

    private static List<string> Names(string folder)
    {
        var names = Scripts.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.DistinctBy(Number).Count() == names.Count
            ? names
            : throw new InvalidOperationException("two scripts have the same number");
    }

    private static long Number(string name) => long.Parse(Path.GetFileName(name).AsSpan(0, 4), CultureInfo.InvariantCulture);
}
