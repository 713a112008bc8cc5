using Psono.Server.Data;

namespace Psono.Server.Authentication;

/// <summary>Sessions as the database has them. Tokens are known by their hash only.</summary>
internal sealed class TokenStore(Database database)
{
    public Task<StoredToken?> FindAsync(string key) => database.ReadAsync(db => db.FirstAsync(
        """
        select t.id, t.user_id, t.create_date, t.valid_till, t.secret_key, t.session_key, t.user_validator, t.device_fingerprint, t.client_date,
               t.active, t.read, t.write, u.is_active, u.is_email_active, u.require_password_change
        from tokens t join users u on u.id = t.user_id
        where t.key = @key
        """,
        row => new StoredToken(
            row.GetGuid(0), row.GetGuid(1), row.GetTime(2), row.GetTime(3), row.GetString(4), row.GetString(5), row.GetStringOrNull(6),
            row.GetString(7), row.GetTimeOrNull(8), row.GetBoolean(9), row.GetBoolean(10), row.GetBoolean(11), row.GetBoolean(12),
            row.GetBoolean(13), row.GetBoolean(14)),
        ("@key", key)));

    public Task DeleteAsync(string key) =>
        database.WriteAsync(db => db.ExecuteAsync("delete from tokens where key = @key", ("@key", key)));

    public Task ProlongAsync(string key, DateTimeOffset validTill) => database.WriteAsync(db =>
        db.ExecuteAsync("update tokens set valid_till = @till where key = @key", ("@till", validTill), ("@key", key)));
}
