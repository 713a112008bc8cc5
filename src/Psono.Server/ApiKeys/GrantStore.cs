using Psono.Protocol.ApiKeys;
using Psono.Server.Authorization;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.ApiKeys;

/// <summary>The SQL of grants: which secrets an API key reaches, and the secret's key sealed for it.</summary>
internal sealed class GrantStore(Database database, TimeProvider clock)
{
    // A key without grants gives one row without a grant; a key of somebody else gives none.
    private const string List = """
        select g.id, g.secret_id, g.title, g.title_nonce
        from api_keys k left join api_key_secrets g on g.api_key_id = k.id
        where k.id = @key and k.user_id = @user order by g.create_date, g.id
        """;

    private const string Insert = $"""
        insert into api_key_secrets
          (id, create_date, write_date, api_key_id, secret_id, title, title_nonce, secret_key, secret_key_nonce,
           key_title, key_title_nonce, key_title_tag)
        select @id, @now, @now, k.id, s.id, @title, @titleNonce, @secretKey, @secretKeyNonce, @keyTitle, @keyTitleNonce, @keyTitleTag
        from api_keys k join users u on u.id = k.user_id, secrets s
        where k.id = @key and u.id = @user and s.id = @secret and {SecretRights.Read}
        """;

    private const string Update = """
        update api_key_secrets set
          write_date = @now, title = @title, title_nonce = @titleNonce,
          secret_key = coalesce(@secretKey, secret_key), secret_key_nonce = coalesce(@secretKeyNonce, secret_key_nonce),
          key_title = @keyTitle, key_title_nonce = @keyTitleNonce, key_title_tag = @keyTitleTag
        where id = @id and api_key_id in (select id from api_keys where user_id = @user)
        """;

    private const string Delete = """
        delete from api_key_secrets where id = @id and api_key_id in (select id from api_keys where user_id = @user)
        """;

    private static readonly Answer AlreadyExists = Refusal.Object("API_KEY_SECRET_ALREADY_EXIST");

    /// <summary><see langword="null"/> when the user has no such key.</summary>
    public async Task<IReadOnlyList<ApiKeySecretEntry>?> ListAsync(Guid userId, Guid keyId)
    {
        var rows = await database.ReadAsync(db => db.QueryAsync(
            List,
            row => row.IsDBNull(0)
                ? null
                : new ApiKeySecretEntry
                {
                    Id = row.GetGuid(0),
                    SecretId = row.GetGuid(1),
                    Title = row.GetString(2),
                    TitleNonce = row.GetString(3),
                },
            ("@key", keyId),
            ("@user", userId)));
        return rows.Count == 0 ? null : [.. rows.OfType<ApiKeySecretEntry>()];
    }

    /// <summary>The id of the grant. Only what the user may read himself can be granted, unlike in the reference.</summary>
    public async Task<Outcome<Guid>> CreateAsync(Guid userId, GrantSecretRequest grant)
    {
        var id = Guid.NewGuid();
        var now = clock.Now();
        try
        {
            var granted = await database.WriteAsync(db => db.ExecuteAsync(
                Insert,
                ("@id", id),
                ("@now", now),
                ("@title", grant.Title),
                ("@titleNonce", grant.TitleNonce),
                ("@secretKey", grant.SecretKey),
                ("@secretKeyNonce", grant.SecretKeyNonce),
                ("@keyTitle", grant.PsonoNet?.Title),
                ("@keyTitleNonce", grant.PsonoNet?.TitleNonce),
                ("@keyTitleTag", grant.PsonoNet?.TitleTag),
                ("@key", grant.ApiKeyId),
                ("@user", userId),
                ("@secret", grant.SecretId)));
            return granted == 1 ? id : Refusal.NoPermissionOrNotExist;
        }
        catch (UniqueViolationException)
        {
            return AlreadyExists;
        }
    }

    /// <summary>Replaces the titles, and the key if it is given; false when the user has no such grant.</summary>
    public Task<bool> UpdateAsync(Guid userId, UpdateGrantRequest change)
    {
        var now = clock.Now();
        return database.WriteAsync(async db => await db.ExecuteAsync(
            Update,
            ("@now", now),
            ("@title", change.Title),
            ("@titleNonce", change.TitleNonce),
            ("@secretKey", change.SecretKey),
            ("@secretKeyNonce", change.SecretKeyNonce),
            ("@keyTitle", change.PsonoNet?.Title),
            ("@keyTitleNonce", change.PsonoNet?.TitleNonce),
            ("@keyTitleTag", change.PsonoNet?.TitleTag),
            ("@id", change.ApiKeySecretId),
            ("@user", userId)) == 1);
    }

    /// <summary>False when the user has no such grant.</summary>
    public Task<bool> DeleteAsync(Guid userId, Guid id) => database.WriteAsync(async db =>
        await db.ExecuteAsync(Delete, ("@id", id), ("@user", userId)) == 1);
}
