using System.Data.Common;
using Psono.Server.Data;
using Psono.Server.EmergencyCodes;
using Psono.Server.Invitations;
using Psono.Server.Secrets;
using Psono.Server.Sessions;

namespace Psono.Server.Users;

/// <summary>The SQL of accounts.</summary>
internal sealed class UserStore(Database database)
{
    private const string Select = """
        select id, create_date, username, email, email_hash, authkey, private_key, private_key_nonce, secret_key, secret_key_nonce,
          hashing_algorithm, hashing_parameters, public_key, user_sauce, language, is_email_active, is_active, require_password_change,
          write_date, zoneinfo
        from users where
        """;

    private const string Find = Select + " id = @id";

    private const string FindByUsername = Select + " username = @username";

    private const string FindByEmail = Select + " email_hash = @emailHash";

    private const string EmailExists = "select 1 from users where email_hash = @emailHash";

    private const string Any = "select 1 from users limit 1";

    private const string Insert = """
        insert into users
          (id, create_date, write_date, username, email, email_hash, authkey, public_key, private_key, private_key_nonce,
           secret_key, secret_key_nonce, user_sauce, hashing_algorithm, hashing_parameters, is_email_active, is_active, is_superuser,
           language, require_password_change)
        values
          (@id, @now, @now, @username, @email, @emailHash, @authkey, @publicKey, @privateKey, @privateKeyNonce,
           @secretKey, @secretKeyNonce, @sauce, @algorithm, @parameters, @emailActive, true, @superuser, @language,
           @requireChange)
        """;

    private const string VerifyEmail = """
        update users set is_email_active = true, write_date = @now where email_hash = @emailHash and not is_email_active
        """;

    private const string SetLocale = """
        update users set language = coalesce(@language, language), zoneinfo = coalesce(@zone, zoneinfo) where id = @id
        """;

    private const string Replace = """
        update users set
          write_date = @now, email = @email, email_hash = @emailHash, authkey = @authkey, private_key = @privateKey,
          private_key_nonce = @privateKeyNonce, secret_key = @secretKey, secret_key_nonce = @secretKeyNonce, user_sauce = @sauce,
          hashing_algorithm = @algorithm, hashing_parameters = @parameters, require_password_change = @requireChange
        where id = @id and write_date = @before
        """;

    private const string HasAuthkey = "select 1 from users where id = @id and authkey = @authkey";

    private const string Delete = "delete from users where id = @id";

    private const string OldAuthkeys = "select authkey from old_credentials where user_id = @user order by create_date desc limit @count";

    public Task<StoredUser?> FindAsync(Guid id) => database.ReadAsync(db => db.FirstAsync(Find, Read, ("@id", id)));

    public Task<StoredUser?> FindByUsernameAsync(string username) =>
        database.ReadAsync(db => db.FirstAsync(FindByUsername, Read, ("@username", username)));

    public Task<StoredUser?> FindByEmailAsync(string emailHash) =>
        database.ReadAsync(db => db.FirstAsync(FindByEmail, Read, ("@emailHash", emailHash)));

    public Task<bool> EmailExistsAsync(string emailHash) =>
        database.ReadAsync(db => db.ExistsAsync(EmailExists, ("@emailHash", emailHash)));

    /// <summary>As a part of the caller's transaction: whether the password is still the one that was checked.</summary>
    public static Task<bool> HasPasswordAsync(DbScope db, StoredUser user) =>
        db.ExistsAsync(HasAuthkey, ("@id", user.Id), ("@authkey", user.Credentials.Authkey));

    public Task<bool> AnyAsync() => database.ReadAsync(AnyAsync);

    /// <summary>As a part of the caller's transaction.</summary>
    public static Task<bool> AnyAsync(DbScope db) => db.ExistsAsync(Any);

    /// <summary>Makes an account. False: the condition does not hold.</summary>
    /// <param name="user">The account.</param>
    /// <param name="isAdministrator">Whether it is an administrator's.</param>
    /// <param name="condition">A part of the transaction.</param>
    public Task<bool> CreateAsync(StoredUser user, bool isAdministrator = false, Func<DbScope, Task<bool>>? condition = null) =>
        database.WriteAsync(async db =>
        {
            if (condition is not null && !await condition(db))
                return false;
            // Otherwise it is not sure yet that the account stays.
            if (user.IsEmailActive)
                await InvitationStore.ForgetAsync(db, user.Username);
            await db.ExecuteAsync(
                Insert,
                ("@id", user.Id),
                ("@now", user.CreateDate),
                ("@username", user.Username),
                ("@email", user.Email),
                ("@emailHash", user.EmailHash),
                ("@authkey", user.Credentials.Authkey),
                ("@publicKey", user.PublicKey),
                ("@privateKey", user.Credentials.PrivateKey),
                ("@privateKeyNonce", user.Credentials.PrivateKeyNonce),
                ("@secretKey", user.Credentials.SecretKey),
                ("@secretKeyNonce", user.Credentials.SecretKeyNonce),
                ("@sauce", user.UserSauce),
                ("@algorithm", user.Credentials.HashingAlgorithm),
                ("@parameters", user.Credentials.HashingParameters),
                ("@emailActive", user.IsEmailActive),
                ("@superuser", isAdministrator),
                ("@language", user.Language),
                ("@requireChange", user.RequirePasswordChange));
            return true;
        });

    /// <summary>False: there is no unverified account with this address.</summary>
    public Task<bool> VerifyEmailAsync(string emailHash, DateTimeOffset now) =>
        database.WriteAsync(async db => await db.ExecuteAsync(VerifyEmail, ("@now", now), ("@emailHash", emailHash)) > 0);

    /// <summary>Deletes the account with all that is its own, and the secrets that nobody else can reach.</summary>
    /// <param name="id">Of the account.</param>
    /// <param name="also">A part of the transaction.</param>
    public Task DeleteAsync(Guid id, Func<DbScope, Task>? also = null) => database.WriteAsync(async db =>
    {
        if (also is not null)
            await also(db);
        var secrets = await UnlinkedSecrets.OfUserAsync(db, id);
        await InvitationStore.ForgetOfAsync(db, id);
        var deleted = await db.ExecuteAsync(Delete, ("@id", id));
        await UnlinkedSecrets.RemoveAsync(db, secrets);
        return deleted;
    });

    /// <summary>Changes what is not null.</summary>
    public Task SetLocaleAsync(Guid id, string? language, string? zone) =>
        database.WriteAsync(db => db.ExecuteAsync(SetLocale, ("@language", language), ("@zone", zone), ("@id", id)));

    /// <summary>
    /// Replaces credentials and e-mail address and keeps the old ones in the archive. False: the account has changed since
    /// <paramref name="before"/> was read.
    /// </summary>
    /// <param name="before">As it was read.</param>
    /// <param name="after">As it is to be.</param>
    /// <param name="onlySession">The one that goes on when there is a new password; null: all of them.</param>
    public Task<bool> ReplaceAsync(StoredUser before, StoredUser after, Guid? onlySession) => database.WriteAsync(async db =>
    {
        if (!await ReplaceAsync(db, before, after))
            return false;
        if (onlySession is { } session)
        {
            await SessionStore.EndOthersAsync(db, before.Id, session);
            await EmergencyCodeStore.DisarmAsync(db, before.Id);
        }

        return true;
    });

    /// <summary>The same as a part of the caller's transaction. No session ends.</summary>
    public static async Task<bool> ReplaceAsync(DbScope db, StoredUser before, StoredUser after)
    {
        var changed = await db.ExecuteAsync(
            Replace,
            ("@now", after.WriteDate),
            ("@email", after.Email),
            ("@emailHash", after.EmailHash),
            ("@authkey", after.Credentials.Authkey),
            ("@privateKey", after.Credentials.PrivateKey),
            ("@privateKeyNonce", after.Credentials.PrivateKeyNonce),
            ("@secretKey", after.Credentials.SecretKey),
            ("@secretKeyNonce", after.Credentials.SecretKeyNonce),
            ("@sauce", after.UserSauce),
            ("@algorithm", after.Credentials.HashingAlgorithm),
            ("@parameters", after.Credentials.HashingParameters),
            ("@requireChange", after.RequirePasswordChange),
            ("@id", before.Id),
            ("@before", before.WriteDate));
        if (changed == 0)
            return false;

        var otherParameters = after.Credentials.HashingParameters != before.Credentials.HashingParameters;
        if (after.Credentials != before.Credentials)
            await OldCredentials.KeepAsync(db, before, dropOlder: otherParameters, after.WriteDate);
        if (after.EmailHash != before.EmailHash)
            await OldCredentials.KeepEmailAsync(db, before, after.WriteDate);
        return true;
    }

    /// <summary>Hashes of the last passwords before the current one, newest first.</summary>
    public Task<List<string>> OldAuthkeysAsync(Guid id, int count) =>
        database.ReadAsync(db => db.QueryAsync(OldAuthkeys, row => row.GetString(0), ("@user", id), ("@count", count)));

    private static StoredUser Read(DbDataReader row) => new(
        Id: row.GetGuid(0),
        CreateDate: row.GetTime(1),
        WriteDate: row.GetTime(18),
        Username: row.GetString(2),
        Email: row.GetString(3),
        EmailHash: row.GetString(4),
        Credentials: new StoredCredentials(
            row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), row.GetString(9), row.GetString(10), row.GetString(11)),
        PublicKey: row.GetString(12),
        UserSauce: row.GetString(13),
        Language: row.GetString(14),
        IsEmailActive: row.GetBoolean(15),
        IsActive: row.GetBoolean(16),
        RequirePasswordChange: row.GetBoolean(17),
        Zone: row.GetStringOrNull(19));
}
