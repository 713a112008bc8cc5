using Psono.Protocol.Sessions;
using Psono.Server.Authentication;
using Psono.Server.Data;

namespace Psono.Server.Sessions;

/// <summary>The SQL of sessions. Tokens are known by their hash only, which is their key here.</summary>
internal sealed class SessionStore(Database database)
{
    /// <summary>See <see cref="LastUse"/>.</summary>
    public const string NoteUse = """
        update tokens set last_use = @time, last_address = @address where id = @id and (last_use is null or last_use < @time)
        """;

    private const string Find = """
        select t.id, t.user_id, t.create_date, t.valid_till, t.secret_key, t.session_key, t.user_validator, t.device_fingerprint,
          t.client_date, t.active, coalesce(k.read, t.read), coalesce(k.write, t.write), u.is_active, u.is_email_active,
          u.require_password_change, u.is_superuser, t.api_key_id, coalesce(k.restrict_to_secrets, false),
          t.emergency_code_id
        from tokens t join users u on u.id = t.user_id left join api_keys k on k.id = t.api_key_id
        where t.key = @key and (t.api_key_id is null or k.active)
        """;

    private const string IsUnchanged = """
        select 1 from tokens t join users u on u.id = t.user_id left join api_keys k on k.id = t.api_key_id
        where t.key = @key and u.is_active and u.is_superuser = @superuser and u.require_password_change = @change
          and (t.api_key_id is null
          or (k.active and k.read = @read and k.write = @write and k.restrict_to_secrets = @restricted))
        """;

    private const string ExistsById = "select 1 from tokens where id = @id";

    private const string List = """
        select id, create_date, device_description, last_use, last_address
        from tokens where user_id = @user and active and valid_till >= @now order by create_date
        """;

    private const string Insert = """
        insert into tokens
          (key, id, create_date, valid_till, user_id, secret_key, session_key, user_validator,
           device_fingerprint, device_description, client_date, active, read, write, unsolved_factors, emergency_code_id)
        values
          (@key, @id, @now, @till, @user, @secretKey, @sessionKey, @validator,
           @fingerprint, @description, @clientDate, @active, true, true, @unsolved, @emergencyCode)
        """;

    /// <summary>Not while a second factor is unsolved, unless it was removed meanwhile.</summary>
    private const string Activate = """
        update tokens set active = true, user_validator = null
        where key = @key and not active and not exists
          (select 1 from second_factors f where f.user_id = tokens.user_id and f.active and (f.kind & tokens.unsolved_factors) <> 0)
        """;

    private const string NoteLogin = """
        update users set last_login = @now, country = coalesce(@country, country), zoneinfo = coalesce(zoneinfo, @zone) where id = @id
        """;

    private const string Prolong = "update tokens set valid_till = @till where key = @key";

    private const string Delete = "delete from tokens where user_id = @user and id = @id";

    private const string DeleteByKey = "delete from tokens where key = @key";

    private const string DeleteEvery = "delete from tokens where user_id = @user";

    /// <summary>Those of API keys are not the devices of a person.</summary>
    private const string DeleteAll = "delete from tokens where user_id = @user and api_key_id is null";

    private const string DeleteOtherDevices =
        "delete from tokens where user_id = @user and id <> @kept and api_key_id is null";

    private const string DeleteOthers = "delete from tokens where user_id = @user and id <> @kept";

    /// <summary>Approved already, and a session as soon as the device asks.</summary>
    private const string DeleteApproved = "delete from device_codes where user_id = @user";

    private const string DeleteExpired = "delete from tokens where valid_till < @now or (not active and create_date < @begun)";

    public Task<StoredToken?> FindAsync(string key) => database.ReadAsync(db => db.FirstAsync(Find, StoredToken.From, ("@key", key)));

    /// <summary>Whether there still is such a session, and its account and its API key, if it has one, may do what they might.</summary>
    public Task<bool> IsUnchangedAsync(string key, StoredToken token) => database.ReadAsync(db => db.ExistsAsync(
        IsUnchanged,
        ("@key", key),
        ("@superuser", token.IsAdministrator),
        ("@change", token.RequirePasswordChange),
        ("@read", token.Read),
        ("@write", token.Write),
        ("@restricted", token.Restricted)));

    /// <summary>As a part of the caller's transaction, for what outlives the session that asks for it.</summary>
    public static Task<bool> ExistsAsync(DbScope db, Guid tokenId) => db.ExistsAsync(ExistsById, ("@id", tokenId));

    public Task<List<SessionEntry>> ListAsync(Guid userId, Guid currentTokenId, DateTimeOffset now) =>
        database.ReadAsync(db => db.QueryAsync(
            List,
            row => new SessionEntry
            {
                Id = row.GetGuid(0),
                CreateDate = row.GetTime(1).WithOffset(),
                DeviceDescription = row.GetString(2),
                CurrentSession = row.GetGuid(0) == currentTokenId,
                PsonoNet = row.GetTimeOrNull(3) is { } time
                    ? new SessionUse { LastUse = time.WithOffset(), LastAddress = row.GetStringOrNull(4) }
                    : null,
            },
            ("@user", userId),
            ("@now", now)));

    /// <summary>As a part of the caller's transaction.</summary>
    public static async Task<int> CreateAsync(DbScope db, NewToken token, bool endOthers)
    {
        // Whoever knows the password only ends nothing: that is for the activation.
        if (endOthers && token.UserValidator is null)
            await db.ExecuteAsync(DeleteAll, ("@user", token.UserId));
        return await db.ExecuteAsync(
            Insert,
            ("@key", token.Key),
            ("@id", Guid.NewGuid()),
            ("@now", token.CreateDate),
            ("@till", token.ValidTill),
            ("@user", token.UserId),
            ("@secretKey", token.SecretKey),
            ("@sessionKey", token.SessionKey),
            ("@validator", token.UserValidator),
            ("@fingerprint", token.DeviceFingerprint),
            ("@description", token.DeviceDescription),
            ("@clientDate", token.ClientDate),
            ("@active", token.UserValidator is null),
            ("@unsolved", (int)token.UnsolvedFactors),
            ("@emergencyCode", token.EmergencyCodeId));
    }

    /// <summary>As a part of the caller's transaction: also those that are about to begin.</summary>
    public static async Task EndOthersAsync(DbScope db, Guid userId, Guid kept)
    {
        await db.ExecuteAsync(DeleteOthers, ("@user", userId), ("@kept", kept));
        await db.ExecuteAsync(DeleteApproved, ("@user", userId));
    }

    /// <summary>As a part of the caller's transaction: also those of API keys, and those that are about to begin.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> EndAllAsync(DbScope db, Guid userId)
    {
        await db.ExecuteAsync(DeleteApproved, ("@user", userId));
        return await db.ExecuteAsync(DeleteEvery, ("@user", userId));
    }

    /// <summary>False: the token is active already.</summary>
    /// <param name="session">The session.</param>
    /// <param name="now">When it is activated.</param>
    /// <param name="place">Where its user is, as far as that is known.</param>
    /// <param name="endOthers">Whether a user has one session only.</param>
    /// <param name="also">A part of the transaction.</param>
    public Task<bool> ActivateAsync(
        Session session, DateTimeOffset now, (string? Country, string? Zone) place, bool endOthers, Func<DbScope, Task> also) =>
        database.WriteAsync(async db =>
        {
            if (await db.ExecuteAsync(Activate, ("@key", session.TokenKey)) == 0)
                return false;
            await db.ExecuteAsync(
                NoteLogin, ("@now", now), ("@country", place.Country), ("@zone", place.Zone), ("@id", session.UserId));
            if (endOthers)
                await db.ExecuteAsync(DeleteOtherDevices, ("@user", session.UserId), ("@kept", session.TokenId));
            await also(db);
            return true;
        });

    public Task ProlongAsync(string key, DateTimeOffset validTill) =>
        database.WriteAsync(db => db.ExecuteAsync(Prolong, ("@till", validTill), ("@key", key)));

    /// <summary>False: the user has no such session.</summary>
    /// <param name="by">Who ends it.</param>
    /// <param name="tokenId">Which one.</param>
    public Task<bool> DeleteAsync(Session by, Guid tokenId) => database.WriteAsync(async db =>
    {
        // A device that the session approved would begin another one. Those that approve none are in the way of none.
        if (by is { ApiKeyId: null, IsEmergency: false })
            await db.ExecuteAsync(DeleteApproved, ("@user", by.UserId));
        return await db.ExecuteAsync(Delete, ("@user", by.UserId), ("@id", tokenId)) > 0;
    });

    public Task DeleteAsync(string key) => database.WriteAsync(db => db.ExecuteAsync(DeleteByKey, ("@key", key)));

    public Task<int> DeleteExpiredAsync(DateTimeOffset now) => database.WriteAsync(db => db.ExecuteAsync(
        DeleteExpired, ("@now", now), ("@begun", now - StoredToken.Patience)));
}
