using System.Security.Cryptography;
using System.Text;
using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Recovery;
using Psono.Server.Sessions;

namespace Psono.Server.EmergencyCodes;

// docs/decisions/0072
/// <summary>
/// The SQL of emergency codes. An account has several, and finding the one that somebody has must not take longer for each: so it is found
/// by a keyed hash of its authkey, which is as random as the code, and then compared as a password is.
/// </summary>
internal sealed class EmergencyCodeStore(Database database, string secret)
{
    private const int MostOfAccount = 32;

    private const string Select = """
        select id, create_date, description, activation_delay, activation_date, authkey, data, data_nonce, sauce, verifier, verifier_date
        from emergency_codes where user_id = @user
        """;

    private const string List = $"{Select} order by create_date, id";

    private const string Find = $"{Select} and lookup = @lookup order by create_date, id limit 1";

    private const string Count = "select count(*) from emergency_codes where user_id = @user";

    private const string Insert = """
        insert into emergency_codes (id, create_date, user_id, description, activation_delay, lookup, authkey, data, data_nonce, sauce)
        values (@id, @now, @user, @description, @delay, @lookup, @authkey, @data, @dataNonce, @sauce)
        """;

    private const string Arm = "update emergency_codes set activation_date = @now where id = @id and activation_date is null";

    private const string Disarm = """
        update emergency_codes set activation_date = null, verifier = null, verifier_date = null where user_id = @user
        """;

    private const string SetVerifier = """
        update emergency_codes set verifier = @verifier, verifier_date = @now where id = @id and activation_date = @since
        """;

    private const string UseVerifier = """
        update emergency_codes set verifier = null, verifier_date = null where id = @id and verifier = @verifier
        """;

    private const string Delete = "delete from emergency_codes where id = @id and user_id = @user";

    private const string DeleteOne = "delete from emergency_codes where id = @id returning user_id, description";

    private const string ListOfAll = """
        select e.id, e.create_date, u.username, e.description
        from emergency_codes e join users u on u.id = e.user_id order by e.create_date desc, e.id
        """;

    private readonly byte[] _key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "psono.net emergency codes 1"u8);

    public Task<List<StoredEmergencyCode>> ListAsync(Guid user) =>
        database.ReadAsync(db => db.QueryAsync(List, StoredEmergencyCode.From, ("@user", user)));

    /// <summary>The code that probably has this authkey.</summary>
    public Task<StoredEmergencyCode?> FindAsync(Guid user, string authkey) => database.ReadAsync(
        db => db.FirstAsync(Find, StoredEmergencyCode.From, ("@user", user), ("@lookup", Lookup(authkey))));

    /// <summary>False: there are too many, or the session has ended meanwhile.</summary>
    /// <param name="session">Whose it is.</param>
    /// <param name="code">The code, with its authkey hashed.</param>
    /// <param name="authkey">The same, as it was sent.</param>
    /// <exception cref="UniqueViolationException">The nonce was used before.</exception>
    public Task<bool> CreateAsync(Session session, StoredEmergencyCode code, string authkey) => database.WriteAsync(async db =>
    {
        if (!await SessionStore.ExistsAsync(db, session.TokenId)
            || await db.FirstAsync(Count, row => row.GetInt64(0), ("@user", session.UserId)) >= MostOfAccount)
            return false;
        await db.ExecuteAsync(
            Insert,
            ("@id", code.Id),
            ("@now", code.CreateDate),
            ("@user", session.UserId),
            ("@description", code.Description),
            ("@delay", code.DelaySeconds),
            ("@lookup", Lookup(authkey)),
            ("@authkey", code.Keys.Authkey),
            ("@data", code.Keys.Data),
            ("@dataNonce", code.Keys.DataNonce),
            ("@sauce", code.Keys.Sauce));
        return true;
    });

    /// <summary>False: somebody waits already.</summary>
    public Task<bool> ArmAsync(Guid id, DateTimeOffset now) =>
        database.WriteAsync(async db => await db.ExecuteAsync(Arm, ("@now", now), ("@id", id)) > 0);

    /// <summary>As a part of the caller's transaction: whoever waits has to begin anew, which the owner is told.</summary>
    public static Task<int> DisarmAsync(DbScope db, Guid user) => db.ExecuteAsync(Disarm, ("@user", user));

    /// <summary>False: the code was deleted, or whoever waits has to begin anew.</summary>
    public Task<bool> SetVerifierAsync(Guid id, DateTimeOffset since, StoredVerifier verifier) => database.WriteAsync(async db =>
        await db.ExecuteAsync(
            SetVerifier, ("@verifier", verifier.PrivateKey), ("@now", verifier.Date), ("@id", id), ("@since", since)) > 0);

    /// <summary>
    /// Uses the verifier up, and makes the session, which ends nobody else's. False: it was used, or must not be any more.
    /// </summary>
    public Task<bool> BeginSessionAsync(StoredEmergencyCode code, NewToken token) => database.WriteAsync(async db =>
    {
        if (await db.ExecuteAsync(UseVerifier, ("@id", code.Id), ("@verifier", code.Verifier!.PrivateKey)) == 0)
            return false;
        await SessionStore.CreateAsync(db, token, endOthers: false);
        return true;
    });

    /// <summary>Deletes a code and ends its sessions. False: there is none, or the session has ended meanwhile.</summary>
    public Task<bool> DeleteAsync(Session session, Guid id) => database.WriteAsync(async db =>
        await SessionStore.ExistsAsync(db, session.TokenId)
        && await db.ExecuteAsync(Delete, ("@id", id), ("@user", session.UserId)) > 0);

    /// <summary>Of all accounts, for administrators: newest first.</summary>
    public Task<List<(Guid Id, DateTimeOffset CreateDate, string User, string Description)>> ListAsync() => database.ReadAsync(
        db => db.QueryAsync(ListOfAll, row => (row.GetGuid(0), row.GetTime(1), row.GetString(2), row.GetString(3))));

    /// <summary>Deletes the code of whomever, for administrators. Whose it was, and what it was called; null: there is none.</summary>
    public Task<(Guid User, string Description)?> DeleteAsync(Guid id) => database.WriteAsync(
        db => db.FirstAsync<(Guid, string)?>(DeleteOne, row => (row.GetGuid(0), row.GetString(1)), ("@id", id)));

    private string Lookup(string authkey) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(authkey)));
}
