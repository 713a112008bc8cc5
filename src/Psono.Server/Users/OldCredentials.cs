using Psono.Server.Data;

namespace Psono.Server.Users;

/// <summary>The archive of what an account had before.</summary>
internal static class OldCredentials
{
    /// <param name="dropOlder">Hashes made with other parameters cannot be compared with anything any more.</param>
    public static async Task KeepAsync(DbScope db, StoredUser user, bool dropOlder, DateTimeOffset now)
    {
        if (dropOlder)
            await db.ExecuteAsync("delete from old_credentials where user_id = @user", ("@user", user.Id));
        await db.ExecuteAsync(
            """
            insert into old_credentials (id, create_date, user_id, authkey, private_key, private_key_nonce, secret_key, secret_key_nonce,
                hashing_algorithm, hashing_parameters)
            values (@id, @now, @user, @authkey, @private_key, @private_key_nonce, @secret_key, @secret_key_nonce, @algorithm, @parameters)
            """,
            ("@id", Guid.NewGuid()),
            ("@now", now),
            ("@user", user.Id),
            ("@authkey", user.Credentials.Authkey),
            ("@private_key", user.Credentials.PrivateKey),
            ("@private_key_nonce", user.Credentials.PrivateKeyNonce),
            ("@secret_key", user.Credentials.SecretKey),
            ("@secret_key_nonce", user.Credentials.SecretKeyNonce),
            ("@algorithm", user.Credentials.HashingAlgorithm),
            ("@parameters", user.Credentials.HashingParameters));
    }

    public static Task<int> KeepEmailAsync(DbScope db, StoredUser user, DateTimeOffset now) => db.ExecuteAsync(
        "insert into old_emails (id, create_date, user_id, email, email_hash) values (@id, @now, @user, @email, @hash)",
        ("@id", Guid.NewGuid()), ("@now", now), ("@user", user.Id), ("@email", user.Email), ("@hash", user.EmailHash));
}
