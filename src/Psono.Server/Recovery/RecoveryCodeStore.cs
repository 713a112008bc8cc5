using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.EmergencyCodes;
using Psono.Server.Errors;
using Psono.Server.Http;
using Psono.Server.Sessions;
using Psono.Server.Users;

namespace Psono.Server.Recovery;

/// <summary>The SQL of recovery codes, of which an account has one.</summary>
internal sealed class RecoveryCodeStore(Database database)
{
    private const string Find = """
        select id, authkey, data, data_nonce, sauce, verifier, verifier_date from recovery_codes where user_id = @user
        """;

    private const string Exists = "select 1 from recovery_codes where user_id = @user";

    private const string Drop = "delete from recovery_codes where user_id = @user";

    private const string Insert = """
        insert into recovery_codes (user_id, id, create_date, authkey, data, data_nonce, sauce)
        values (@user, @id, @now, @authkey, @data, @dataNonce, @sauce)
        """;

    private const string SetVerifier = "update recovery_codes set verifier = @verifier, verifier_date = @now where id = @id";

    private const string UseVerifier = """
        update recovery_codes set verifier = null, verifier_date = null where id = @id and verifier = @verifier
        """;

    private const string List = """
        select r.id, r.create_date, u.username from recovery_codes r join users u on u.id = r.user_id order by r.create_date desc, r.id
        """;

    private const string ListOfUser = "select id, create_date, '' from recovery_codes where user_id = @user";

    private const string Delete = "delete from recovery_codes where id = @id returning user_id";

    public Task<StoredRecoveryCode?> FindAsync(Guid user) => database.ReadAsync(db => db.FirstAsync(
        Find,
        row => new StoredRecoveryCode(
            row.GetGuid(0),
            new SealedKeys(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)),
            StoredVerifier.From(row, 5)),
        ("@user", user)));

    public Task<bool> ExistsAsync(Guid user) => database.ReadAsync(db => db.ExistsAsync(Exists, ("@user", user)));

    /// <summary>Makes the code, or replaces it. False: the session has ended meanwhile.</summary>
    /// <exception cref="UniqueViolationException">The nonce was used before.</exception>
    public Task<bool> CreateAsync(Session session, Guid id, SealedKeys keys, DateTimeOffset now) => database.WriteAsync(async db =>
    {
        if (!await SessionStore.ExistsAsync(db, session.TokenId))
            return false;
        await db.ExecuteAsync(Drop, ("@user", session.UserId));
        await db.ExecuteAsync(
            Insert,
            ("@user", session.UserId),
            ("@id", id),
            ("@now", now),
            ("@authkey", keys.Authkey),
            ("@data", keys.Data),
            ("@dataNonce", keys.DataNonce),
            ("@sauce", keys.Sauce));
        return true;
    });

    /// <summary>False: the code was deleted or replaced meanwhile.</summary>
    public Task<bool> SetVerifierAsync(Guid id, StoredVerifier verifier) => database.WriteAsync(async db => await db.ExecuteAsync(
        SetVerifier, ("@verifier", verifier.PrivateKey), ("@now", verifier.Date), ("@id", id)) > 0);

    /// <summary>
    /// Sets what changes with the password, and uses the verifier up. All sessions end, and those that devices were promised; emergency
    /// codes begin to wait anew.
    /// </summary>
    /// <param name="code">With its verifier.</param>
    /// <param name="before">The account as it was read.</param>
    /// <param name="after">The account as it is to be.</param>
    /// <returns>Null when it is done.</returns>
    /// <exception cref="UniqueViolationException">A nonce was used before.</exception>
    public Task<Answer?> ResetAsync(StoredRecoveryCode code, StoredUser before, StoredUser after) => database.WriteAsync(async db =>
    {
        if (await db.ExecuteAsync(UseVerifier, ("@id", code.Id), ("@verifier", code.Verifier!.PrivateKey)) == 0)
            return CodeRefusals.VerifierExpired;
        if (!await UserStore.ReplaceAsync(db, before, after))
            return Refusal.WriteDateMismatch;
        await SessionStore.EndAllAsync(db, before.Id);
        await EmergencyCodeStore.DisarmAsync(db, before.Id);
        return null;
    });

    /// <summary>Of all accounts, for administrators: newest first.</summary>
    public Task<List<(Guid Id, DateTimeOffset CreateDate, string User)>> ListAsync() => database.ReadAsync(db => db.QueryAsync(
        List, row => (row.GetGuid(0), row.GetTime(1), row.GetString(2))));

    /// <summary>Of an account, for administrators.</summary>
    public Task<List<(Guid Id, DateTimeOffset CreateDate, string User)>> ListAsync(Guid user) => database.ReadAsync(db => db.QueryAsync(
        ListOfUser, row => (row.GetGuid(0), row.GetTime(1), row.GetString(2)), ("@user", user)));

    /// <summary>Deletes the code of whomever, for administrators. Whose it was; null: there is none.</summary>
    public Task<Guid?> DeleteAsync(Guid id) => database.WriteAsync(
        db => db.FirstAsync<Guid?>(Delete, row => row.GetGuid(0), ("@id", id)));
}
