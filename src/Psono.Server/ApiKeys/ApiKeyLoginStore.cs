using Psono.Server.Data;
using Psono.Server.Sessions;

namespace Psono.Server.ApiKeys;

// docs/decisions/0064
/// <summary>The SQL of logins with API keys. What is made is a session as any, with the key that it ends with.</summary>
internal sealed class ApiKeyLoginStore(Database database)
{
    /// <summary>Sessions that a key may have at once.</summary>
    public const int Most = 1000;

    private const string Find = """
        select k.id, k.user_id, k.verify_key, k.read, k.write, k.restrict_to_secrets, k.allow_insecure_access,
          k.user_private_key, k.user_private_key_nonce, k.user_secret_key, k.user_secret_key_nonce,
          u.username, u.public_key, u.is_active, u.is_email_active
        from api_keys k join users u on u.id = k.user_id where k.id = @id and k.active
        """;

    private const string Insert = """
        insert into tokens
          (key, id, create_date, valid_till, user_id, secret_key, session_key, device_fingerprint, device_description, client_date,
           active, read, write, api_key_id, login_key)
        select @key, @id, @now, @till, u.id, @secretKey, @sessionKey, @fingerprint, @description, @clientDate,
           true, true, true, k.id, @loginKey
        from api_keys k join users u on u.id = k.user_id
        where k.id = @apiKey and k.active and k.restrict_to_secrets = @restricted and u.is_active and u.is_email_active
        on conflict (api_key_id, login_key) do nothing
        """;

    private const string EndOfLogin = "select valid_till from tokens where api_key_id = @apiKey and login_key = @loginKey";

    private const string Count = "select count(*) from tokens where api_key_id = @apiKey";

    // First those that were never used: nobody could open them, or nobody needed to.
    private const string MakeRoom = """
        delete from tokens where api_key_id = @apiKey and key not in
          (select key from tokens where api_key_id = @apiKey and valid_till >= @now
           order by last_use is null, create_date desc, key limit @most)
        """;

    /// <summary><see langword="null"/> when there is no such key, or it is not active.</summary>
    public Task<LoginKey?> FindAsync(Guid id) => database.ReadAsync(db => db.FirstAsync(Find, LoginKey.From, ("@id", id)));

    /// <summary>
    /// Begins the session: false if the key has changed meanwhile. A login counts once: whoever repeats one, which anybody can who saw it,
    /// gets the time at which its session ends.
    /// </summary>
    public async Task<(bool IsMade, DateTimeOffset? RepeatedTill)> BeginAsync(LoginKey key, NewToken token, string loginKey)
    {
        var id = Guid.NewGuid();
        var made = await database.WriteAsync(db => db.ExecuteAsync(
            Insert,
            ("@key", token.Key),
            ("@id", id),
            ("@now", token.CreateDate),
            ("@till", token.ValidTill),
            ("@secretKey", token.SecretKey),
            ("@sessionKey", token.SessionKey),
            ("@fingerprint", token.DeviceFingerprint),
            ("@description", token.DeviceDescription),
            ("@clientDate", token.ClientDate),
            ("@apiKey", key.Id),
            ("@loginKey", loginKey),
            ("@restricted", key.RestrictToSecrets)));
        if (made == 1)
        {
            await EndTooManyAsync(key.Id, token.CreateDate);
            return (true, null);
        }

        return (false, await database.ReadAsync(db => db.FirstAsync<DateTimeOffset?>(
            EndOfLogin, row => row.GetTime(0), ("@apiKey", key.Id), ("@loginKey", loginKey))));
    }

    /// <summary>Not in one transaction with the login: logins with one key would all be in each other's way.</summary>
    private async Task EndTooManyAsync(Guid keyId, DateTimeOffset now)
    {
        if (await database.ReadAsync(db => db.FirstAsync(Count, row => row.GetInt64(0), ("@apiKey", keyId))) > Most)
            await database.WriteAsync(db => db.ExecuteAsync(MakeRoom, ("@apiKey", keyId), ("@now", now), ("@most", Most)));
    }
}
