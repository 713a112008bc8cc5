using Psono.Server.Authentication;
using Psono.Server.Authorization;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.Secrets;

/// <summary>The SQL of secrets. Who may what is decided in the statements, by <see cref="SessionRights"/>.</summary>
internal sealed class SecretStore(Database database, HistoryLimits limits, TimeProvider clock)
{
    private const string ReadOne =
        $"select {StoredSecret.Columns} from secrets s {SessionRights.Join} where s.id = @id and {SessionRights.Read}";

    private const string ReadMany =
        $"select {StoredSecret.Columns} from secrets s {SessionRights.Join} where s.id in (@ids) and {SessionRights.Read}";

    private const string MayWrite = $"select 1 from secrets s {SessionRights.Join} where s.id = @id and {SessionRights.Write}";

    private const string MayCreate = $"select 1 from users u where u.id = @user and {SecretRights.PutLink}";

    private const string Insert = """
        insert into secrets (id, create_date, write_date, user_id, data, data_nonce, callback_url, callback_user, callback_pass)
        values (@id, @now, @now, @user, @data, @dataNonce, @callbackUrl, @callbackUser, @callbackPass)
        """;

    private const string InsertLink = """
        insert into secret_links (id, create_date, link_id, secret_id, parent_datastore_id) values (@id, @now, @link, @secret, @parent)
        """;

    public Task<StoredSecret?> ReadAsync(Session session, Guid id) =>
        database.ReadAsync(db => db.FirstAsync(ReadOne, StoredSecret.From, ("@id", id), ("@session", session.TokenId)));

    /// <summary>The readable ones, in no particular order.</summary>
    public Task<List<StoredSecret>> ReadAsync(Session session, IReadOnlyCollection<Guid> ids) =>
        database.ReadAsync(db => db.QueryInAsync(ReadMany, ids, StoredSecret.From, ("@session", session.TokenId)));

    /// <summary>Creates all of them, or refuses and creates none.</summary>
    public async Task<Answer?> CreateAsync(Guid userId, SecretParent parent, IReadOnlyList<NewSecret> secrets)
    {
        var now = clock.Now();
        try
        {
            return await database.WriteAsync(async db =>
            {
                if (!await db.ExistsAsync(MayCreate, ("@user", userId), parent.Parameter))
                    return Refusal.NoPermissionOrNotExist;
                foreach (var secret in secrets)
                    await InsertAsync(db, userId, parent, secret, now);
                return null;
            });
        }
        catch (UniqueViolationException e) when (SecretRefusals.For(e) is { } refusal)
        {
            return refusal;
        }
    }

    /// <summary>The new write date. The old version goes to the history, with the user or API key that replaced it.</summary>
    public async Task<Outcome<DateTimeOffset>> UpdateAsync(Session session, SecretChange change)
    {
        var versions = new SecretVersions(change, limits, clock.Now(), session.ApiKeyId);
        try
        {
            return await database.WriteAsync(async db =>
                await db.ExistsAsync(MayWrite, ("@id", change.SecretId), ("@session", session.TokenId))
                    ? await versions.ReplaceAsync(db, session.UserId)
                    : Refusal.NoPermissionOrNotExist);
        }
        catch (UniqueViolationException e) when (SecretRefusals.For(e) is { } refusal)
        {
            return refusal;
        }
    }

    private static async Task InsertAsync(DbScope db, Guid userId, SecretParent parent, NewSecret secret, DateTimeOffset now)
    {
        await db.ExecuteAsync(
            Insert,
            ("@id", secret.Id),
            ("@now", now),
            ("@user", userId),
            ("@data", secret.Data),
            ("@dataNonce", secret.DataNonce),
            ("@callbackUrl", secret.CallbackUrl),
            ("@callbackUser", secret.CallbackUser),
            ("@callbackPass", secret.SealedCallbackPass));
        await db.ExecuteAsync(
            InsertLink, ("@id", secret.LinkRowId), ("@now", now), ("@link", secret.LinkId), ("@secret", secret.Id), parent.Parameter);
    }
}
