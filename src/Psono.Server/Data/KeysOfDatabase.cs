using Psono.Server.Users;

namespace Psono.Server.Data;

// docs/decisions/0056
/// <summary>
/// Keys and database belong together: with other keys, sessions end, addresses cannot be read, and every client is told that the server may
/// be another one that poses as the first. So the database knows the fingerprint of its keys, and a start with others is refused.
/// </summary>
internal static class KeysOfDatabase
{
    public const string Find = "select fingerprint from server_keys";

    private const string Touch = "update server_keys set fingerprint = fingerprint";

    private const string FirstUser = "select email, email_hash from users order by create_date limit 1";

    private const string Claim = """
        insert into server_keys (id, fingerprint) values (1, @fingerprint)
        on conflict (id) do update set fingerprint = excluded.fingerprint
        """;

    /// <summary>Reads the keys; makes them if the file is missing, <paramref name="mayCreate"/> and the database has none yet.</summary>
    /// <exception cref="StartException">They are missing, or those of another database.</exception>
    public static async Task<ServerKeys> OpenAsync(Database database, string path, bool mayCreate)
    {
        if (mayCreate && !File.Exists(path) && await database.ReadAsync(HasKeysAsync))
        {
            throw new StartException(
                $"the keys file {path} is missing, and {database.Description} has been used with one: copy it from the first server, or "
                + "restore it from a backup (without one: docs/server.md, Backups)");
        }

        var keys = ServerKeys.Open(path, mayCreate);
        return await database.WriteAsync(db => IsOwnAsync(db, keys))
            ? keys
            : throw new StartException(
                $"{database.Description} belongs to other keys than those in {path}: give it the keys file that it was used with, or use "
                + "another database");
    }

    /// <summary>A change that changes nothing: it succeeds if there is room.</summary>
    public static async Task TouchAsync(Database database)
    {
        try
        {
            await database.WriteAsync(db => db.ExecuteAsync(Touch));
        }
        catch (DatabaseAwayException)
        {
            // Database.Outage knows.
        }
    }

    private static async Task<bool> HasKeysAsync(DbScope db) =>
        await db.FirstAsync(Find, row => row.GetString(0)) is { } known ? known.Length > 0 : await db.ExistsAsync(FirstUser);

    /// <summary>Whether these are the keys of the database; one that has none takes them.</summary>
    private static async Task<bool> IsOwnAsync(DbScope db, ServerKeys keys)
    {
        var known = await db.FirstAsync(Find, row => row.GetString(0));
        if (known is null && !await OpenAccountsAsync(db, keys))
            return false;
        if (!string.IsNullOrEmpty(known))
            return known == keys.Fingerprint;
        await db.ExecuteAsync(Claim, ("@fingerprint", keys.Fingerprint));
        return true;
    }

    /// <summary>Whether the keys fit to what a version wrote that did not know fingerprints.</summary>
    private static async Task<bool> OpenAccountsAsync(DbScope db, ServerKeys keys)
    {
        var user = await db.FirstAsync(FirstUser, row => (Email: row.GetString(0), Hash: row.GetString(1)));
        return user.Email is null
            || (new DatabaseCipher(keys.DatabaseSecret).Open(user.Email) is { } email
                && new EmailHash(keys.EmailSecret).Of(email) == user.Hash);
    }
}
