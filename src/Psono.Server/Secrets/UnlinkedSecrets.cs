using Psono.Server.Data;

namespace Psono.Server.Secrets;

/// <summary>
/// A secret without a link can never be reached again: rights come from links, and no endpoint links an existing secret. The reference
/// leaves such secrets to a nightly cleanup, which removes them whatever their age. Here they go, with their history, grants and counts, in
/// the transaction that takes the last link: what somebody deleted does not lie around, and no client can tell the difference.
/// </summary>
internal static class UnlinkedSecrets
{
    private const string LinkedBelowDatastore = "select secret_id from secret_links where parent_datastore_id = @datastore";

    private const string LinkedByUser = """
        select l.secret_id from secret_links l join datastores d on d.id = l.parent_datastore_id where d.user_id = @user
        """;

    private const string Remove = """
        delete from secrets where id in (@ids) and not exists (select 1 from secret_links l where l.secret_id = secrets.id)
        returning id
        """;

    /// <summary>The secrets to look after when the datastore, and with it every link below it, goes.</summary>
    public static Task<List<Guid>> BelowDatastoreAsync(DbScope db, Guid datastoreId) =>
        db.QueryAsync(LinkedBelowDatastore, row => row.GetGuid(0), ("@datastore", datastoreId));

    /// <summary>The secrets to look after when the user, and with him every datastore of his, goes.</summary>
    public static Task<List<Guid>> OfUserAsync(DbScope db, Guid userId) =>
        db.QueryAsync(LinkedByUser, row => row.GetGuid(0), ("@user", userId));

    /// <summary>Removes those that have no link any more.</summary>
    public static Task RemoveAsync(DbScope db, IReadOnlyCollection<Guid> secretIds) =>
        db.QueryInAsync(Remove, secretIds, row => row.GetGuid(0));
}
