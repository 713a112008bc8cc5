using System.Data.Common;
using Psono.Protocol.ApiKeys;
using Psono.Server.Data;
using Psono.Server.Http;
using Psono.Server.Secrets;

namespace Psono.Server.ApiKeys;

/// <summary>The SQL of API keys. All of it is limited to the keys of one user.</summary>
internal sealed class ApiKeyStore(Database database, TimeProvider clock)
{
    private const string List = """
        select id, title, read, write, restrict_to_secrets, allow_insecure_access, active, last_use, last_address
        from api_keys where user_id = @user order by create_date, id
        """;

    private const string Read = """
        select id, title, public_key, private_key, private_key_nonce, secret_key, secret_key_nonce,
          read, write, restrict_to_secrets, allow_insecure_access, active, last_use, last_address
        from api_keys where id = @id and user_id = @user
        """;

    private const string Insert = """
        insert into api_keys
          (id, create_date, write_date, user_id, title, public_key, private_key, private_key_nonce, secret_key, secret_key_nonce,
           user_private_key, user_private_key_nonce, user_secret_key, user_secret_key_nonce, verify_key,
           read, write, restrict_to_secrets, allow_insecure_access)
        values
          (@id, @now, @now, @user, @title, @publicKey, @privateKey, @privateKeyNonce, @secretKey, @secretKeyNonce,
           @userPrivateKey, @userPrivateKeyNonce, @userSecretKey, @userSecretKeyNonce, @verifyKey,
           @read, @write, @restrictToSecrets, @allowInsecureAccess)
        """;

    private const string Update = """
        update api_keys set
          write_date = @now, title = coalesce(@title, title), read = coalesce(@read, read), write = coalesce(@write, write),
          restrict_to_secrets = coalesce(@restrictToSecrets, restrict_to_secrets),
          allow_insecure_access = coalesce(@allowInsecureAccess, allow_insecure_access)
        where id = @id and user_id = @user
        """;

    /// <summary>See <see cref="LastUse"/>.</summary>
    public const string NoteUse = """
        update api_keys set last_use = @time, last_address = @address where id = @id and (last_use is null or last_use < @time)
        """;

    private const string Delete = "delete from api_keys where id = @id and user_id = @user";

    public Task<List<ApiKeyEntry>> ListAsync(Guid userId) => database.ReadAsync(db => db.QueryAsync(
        List,
        row => new ApiKeyEntry
        {
            Id = row.GetGuid(0),
            Title = row.GetString(1),
            Read = row.GetBoolean(2),
            Write = row.GetBoolean(3),
            RestrictToSecrets = row.GetBoolean(4),
            AllowInsecureAccess = row.GetBoolean(5),
            Active = row.GetBoolean(6),
            PsonoNet = ReadUse(row, 7),
        },
        ("@user", userId)));

    public Task<ApiKeyResponse?> ReadAsync(Guid userId, Guid id) => database.ReadAsync(db => db.FirstAsync(
        Read,
        row => new ApiKeyResponse
        {
            Id = row.GetGuid(0),
            Title = row.GetString(1),
            PublicKey = row.GetString(2),
            PrivateKey = row.GetString(3),
            PrivateKeyNonce = row.GetString(4),
            SecretKey = row.GetString(5),
            SecretKeyNonce = row.GetString(6),
            Read = row.GetBoolean(7),
            Write = row.GetBoolean(8),
            RestrictToSecrets = row.GetBoolean(9),
            AllowInsecureAccess = row.GetBoolean(10),
            Active = row.GetBoolean(11),
            PsonoNet = ReadUse(row, 12),
        },
        ("@id", id),
        ("@user", userId)));

    /// <summary><see langword="null"/>, or the refusal of a nonce that any API key has already.</summary>
    public async Task<Answer?> CreateAsync(Guid userId, NewApiKey key)
    {
        var now = clock.Now();
        try
        {
            await database.WriteAsync(db => db.ExecuteAsync(
                Insert,
                ("@id", key.Id),
                ("@now", now),
                ("@user", userId),
                ("@title", key.Title),
                ("@publicKey", key.PublicKey),
                ("@privateKey", key.PrivateKey),
                ("@privateKeyNonce", key.PrivateKeyNonce),
                ("@secretKey", key.SecretKey),
                ("@secretKeyNonce", key.SecretKeyNonce),
                ("@userPrivateKey", key.UserPrivateKey),
                ("@userPrivateKeyNonce", key.UserPrivateKeyNonce),
                ("@userSecretKey", key.UserSecretKey),
                ("@userSecretKeyNonce", key.UserSecretKeyNonce),
                ("@verifyKey", key.VerifyKey),
                ("@read", key.Read),
                ("@write", key.Write),
                ("@restrictToSecrets", key.RestrictToSecrets),
                ("@allowInsecureAccess", key.AllowInsecureAccess)));
            return null;
        }
        catch (UniqueViolationException)
        {
            return SecretRefusals.DuplicateNonce;
        }
    }

    public async Task<bool> ExistsAsync(Guid userId, Guid id) => await ReadAsync(userId, id) is not null;

    /// <summary>Changes what the request names; false when the user has no such key.</summary>
    public Task<bool> UpdateAsync(Guid userId, UpdateApiKeyRequest change)
    {
        var now = clock.Now();
        return database.WriteAsync(async db => await db.ExecuteAsync(
            Update,
            ("@now", now),
            ("@title", change.Title),
            ("@read", change.Read),
            ("@write", change.Write),
            ("@restrictToSecrets", change.RestrictToSecrets),
            ("@allowInsecureAccess", change.AllowInsecureAccess),
            ("@id", change.ApiKeyId),
            ("@user", userId)) == 1);
    }

    /// <summary>Deletes the key with its grants; false when the user has no such key.</summary>
    public Task<bool> DeleteAsync(Guid userId, Guid id) => database.WriteAsync(async db =>
        await db.ExecuteAsync(Delete, ("@id", id), ("@user", userId)) == 1);

    private static ApiKeyUse? ReadUse(DbDataReader row, int column) =>
        row.GetTimeOrNull(column) is { } time
            ? new ApiKeyUse { LastUse = time.WithOffset(), LastAddress = row.GetStringOrNull(column + 1) }
            : null;
}
