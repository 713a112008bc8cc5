using System.Globalization;
using System.Reflection;

namespace Psono.Server.Data;

/// <summary>
/// Applies the numbered scripts of <c>Migrations/sqlite</c> or <c>Migrations/postgresql</c> that the database does not have yet.
/// Both folders hold the same names, whose numbers may have gaps. Each database runs it inside one transaction and its own lock.
/// </summary>
internal static class Migrator
{
    private static readonly Assembly Scripts = typeof(Migrator).Assembly;

    /// <summary>The schema version that this program needs.</summary>
    public static int Newest { get; } = (int)Number(Names("sqlite")[^1]);

    public static async Task<int> VersionAsync(DbSession session) =>
        (int)await session.FirstAsync("select max(version) from schema_version", row => row.IsDBNull(0) ? 0L : row.GetInt64(0));

    public static async Task MigrateAsync(DbSession session, string folder)
    {
        await session.ExecuteAsync("create table if not exists schema_version (version bigint not null primary key)");
        var version = await VersionAsync(session);
        if (version > Newest)
            throw new StartException($"the database has schema version {version}, this program knows {Newest}: install a newer psono-server");

        // By number, not by position: a script may be merged after a later one has run somewhere.
        var applied = (await session.QueryAsync("select version from schema_version", row => row.GetInt64(0))).ToHashSet();
        foreach (var name in Names(folder).Where(name => !applied.Contains(Number(name))))
        {
            using var reader = new StreamReader(Scripts.GetManifestResourceStream(name)!);
            await session.ExecuteAsync(await reader.ReadToEndAsync());
            await session.ExecuteAsync("insert into schema_version (version) values (@version)", ("@version", Number(name)));
        }
    }

    private static List<string> Names(string folder) =>
        [.. Scripts.GetManifestResourceNames().Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static long Number(string name) => long.Parse(Path.GetFileName(name).AsSpan(0, 4), CultureInfo.InvariantCulture);
}
