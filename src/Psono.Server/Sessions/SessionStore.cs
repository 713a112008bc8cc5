using Psono.Protocol.Sessions;
using Psono.Server.Data;

namespace Psono.Server.Sessions;

/// <summary>Making, activating, listing and ending sessions. How a request finds its session is in <see cref="Authentication.TokenStore"/>.</summary>
internal sealed class SessionStore(Database database)
{
    public Task CreateAsync(NewToken token, bool endOthers) => database.WriteAsync(db => CreateAsync(db, token, endOthers));

    /// <summary>As a part of the caller's transaction.</summary>
    public static async Task<int> CreateAsync(DbScope db, NewToken token, bool endOthers)
    {
        if (endOthers)
            await db.ExecuteAsync("delete from tokens where user_id = @user", ("@user", token.UserId));
        return await db.ExecuteAsync(
            """
            insert into tokens (key, id, create_date, valid_till, user_id, secret_key, session_key, user_validator,
                device_fingerprint, device_description, client_date, active, read, write)
            values (@key, @id, @now, @till, @user, @secret_key, @session_key, @validator, @fingerprint, @description, @client_date, @active, true, true)
            """,
            ("@key", token.Key),
            ("@id", Guid.NewGuid()),
            ("@now", token.CreateDate),
            ("@till", token.ValidTill),
            ("@user", token.UserId),
            ("@secret_key", token.SecretKey),
            ("@session_key", token.SessionKey),
            ("@validator", token.UserValidator),
            ("@fingerprint", token.DeviceFingerprint),
            ("@description", token.DeviceDescription),
            ("@client_date", token.ClientDate),
            ("@active", token.UserValidator is null));
    }

    /// <summary>False: the token is active already.</summary>
    public Task<bool> ActivateAsync(string key, Guid userId, DateTimeOffset now, string? country, string? zone) => database.WriteAsync(async db =>
    {
        if (await db.ExecuteAsync("update tokens set active = true, user_validator = null where key = @key and not active", ("@key", key)) == 0)
            return false;
        await db.ExecuteAsync(
            "update users set last_login = @now, country = coalesce(@country, country), zoneinfo = coalesce(zoneinfo, @zone) where id = @id",
            ("@now", now), ("@country", country), ("@zone", zone), ("@id", userId));
        return true;
    });

    public Task<List<SessionEntry>> ListAsync(Guid userId, Guid currentTokenId, DateTimeOffset now) => database.ReadAsync(db => db.QueryAsync(
        "select id, create_date, device_description from tokens where user_id = @user and active and valid_till >= @now order by create_date",
        row => new SessionEntry
        {
            Id = row.GetGuid(0),
            CreateDate = row.GetTime(1).WithOffset(),
            DeviceDescription = row.GetString(2),
            CurrentSession = row.GetGuid(0) == currentTokenId,
        },
        ("@user", userId), ("@now", now)));

    /// <summary>False: the user has no such session.</summary>
    public Task<bool> DeleteAsync(Guid userId, Guid tokenId) => database.WriteAsync(async db =>
        await db.ExecuteAsync("delete from tokens where user_id = @user and id = @id", ("@user", userId), ("@id", tokenId)) > 0);

    public Task<int> DeleteExpiredAsync(DateTimeOffset now) =>
        database.WriteAsync(db => db.ExecuteAsync("delete from tokens where valid_till < @now", ("@now", now)));
}
