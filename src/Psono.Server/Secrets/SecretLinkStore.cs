using Psono.Protocol.Secrets;
using Psono.Server.Authorization;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Http;

namespace Psono.Server.Secrets;

/// <summary>The SQL of the links that put secrets into datastores.</summary>
internal sealed class SecretLinkStore(Database database)
{
    private const string List = """
        select l.link_id, l.secret_id, l.create_date
        from secret_links l join datastores d on d.id = l.parent_datastore_id
        where d.user_id = @user order by l.create_date, l.id
        """;

    private const string Rights =
        $"select {SecretRights.TakeLink} from secret_links l join users u on u.id = @user where l.link_id in (@ids)";

    private const string MayPut = $"select 1 from users u where u.id = @user and {SecretRights.PutLink}";

    private const string Move = "update secret_links set parent_datastore_id = @parent where link_id in (@ids) returning secret_id";

    private const string Delete = "delete from secret_links where link_id in (@ids) returning secret_id";

    /// <summary>The links in the user's datastores, oldest first.</summary>
    public Task<List<SecretLinkEntry>> ListAsync(Guid userId) => database.ReadAsync(db => db.QueryAsync(
        List,
        row => new SecretLinkEntry
        {
            LinkId = row.GetGuid(0), SecretId = row.GetGuid(1), CreateDate = row.GetTime(2).WithOffset(),
        },
        ("@user", userId)));

    /// <summary>
    /// Moves all that exist, if all of those may be moved: then <see langword="null"/>, else the refusal and nothing is moved.
    /// </summary>
    public Task<Answer?> MoveAsync(Guid userId, IReadOnlyCollection<Guid> linkIds, SecretParent parent) => database.WriteAsync(async db =>
    {
        var mayTake = await MayTakeAsync(db, userId, linkIds);
        if (!await db.ExistsAsync(MayPut, ("@user", userId), parent.Parameter) || !mayTake)
            return Refusal.NoPermissionOrNotExist;

        await db.QueryInAsync(Move, linkIds, row => row.GetGuid(0), parent.Parameter);
        return null;
    });

    /// <summary>Deletes all that exist, if all of those may be deleted: then <see langword="null"/>.</summary>
    public Task<Answer?> DeleteAsync(Guid userId, IReadOnlyCollection<Guid> linkIds) => database.WriteAsync(async db =>
    {
        if (!await MayTakeAsync(db, userId, linkIds))
            return Refusal.NoPermissionOrNotExist;

        var secrets = await db.QueryInAsync(Delete, linkIds, row => row.GetGuid(0));
        await UnlinkedSecrets.RemoveAsync(db, secrets);
        return null;
    });

    /// <summary>Links that do not exist do not matter, unless none exists.</summary>
    private static async Task<bool> MayTakeAsync(DbScope db, Guid userId, IReadOnlyCollection<Guid> linkIds)
    {
        var rights = await db.QueryInAsync(Rights, linkIds, row => row.GetBoolean(0), ("@user", userId));
        return rights.Count > 0 && rights.TrueForAll(mayTake => mayTake);
    }
}
