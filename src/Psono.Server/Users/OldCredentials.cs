using Psono.Server.Data;

namespace Psono.Server.Users;

/// <summary>The SQL of the archive of what an account had before.</summary>
internal static class OldCredentials
{
    private const string Drop = "delete from old_credentials where user_id = @user";

    private const string Insert = """
        insert into old_credentials
          (id, create_date, user_id, authkey, private_key, private_key_nonce, secret_key, secret_key_nonce,
           hashing_algorithm, hashing_parameters)
        values
          (@id, @now, @user, @authkey, @privateKey, @privateKeyNonce, @secretKey, @secretKeyNonce, @algorithm, @parameters)
        """;

    private const string InsertEmail = """
        insert into old_emails (id, create_date, user_id, email, email_hash) values (@id, @now, @user, @email, @emailHash)
        """;

    /// <param name="dropOlder">Hashes made with other parameters cannot be compared with anything any more.</param>
    public static async Task KeepAsync(DbScope db, StoredUser user, bool dropOlder, DateTimeOffset now)
    {
        if (dropOlder)
            await db.ExecuteAsync(Drop, ("@user", user.Id));
        await db.ExecuteAsync(
            Insert,
            ("@id", Guid.NewGuid()),
            ("@now", now),
            ("@user", user.Id),
            ("@authkey", user.Credentials.Authkey),
            ("@privateKey", user.Credentials.PrivateKey),
            ("@privateKeyNonce", user.Credentials.PrivateKeyNonce),
            ("@secretKey", user.Credentials.SecretKey),
            ("@secretKeyNonce", user.Credentials.SecretKeyNonce),
            ("@algorithm", user.Credentials.HashingAlgorithm),
            ("@parameters", user.Credentials.HashingParameters));
    }

    public static Task<int> KeepEmailAsync(DbScope db, StoredUser user, DateTimeOffset now) => db.ExecuteAsync(
        InsertEmail,
        ("@id", Guid.NewGuid()),
        ("@now", now),
        ("@user", user.Id),
        ("@email", user.Email),
        ("@emailHash", user.EmailHash));
}
