using Psono.Protocol.Datastores;
using Psono.Server.Data;

namespace Psono.Server.Datastores;

// docs/decisions/0055
/// <summary>
/// The SQL of the versions that writes of datastores have replaced. All of the last 50 are kept; of those before, what was there at the end
/// of a minute for a day, and what was there at the end of an hour for 30 days: an import that writes the tree a thousand times leaves few.
/// </summary>
internal sealed class DatastoreHistoryStore(Database database)
{
    private const int Newest = 50;

    private static readonly TimeSpan KeptByMinute = TimeSpan.FromDays(1);

    private static readonly TimeSpan KeptByHour = TimeSpan.FromDays(30);

    // A new datastore is empty until its first tree is written: nobody will want that back.
    private const string Insert = """
        insert into datastore_history (id, create_date, write_date, datastore_id, data, data_nonce, secret_key, secret_key_nonce)
        select @version, case when @now > write_date then @now else write_date + 1 end, write_date, id, data, data_nonce, secret_key,
          secret_key_nonce
        from datastores where id = @id and data <> ''
        """;

    // Times are microseconds: where the two dates of a version differ after the division, a minute or an hour ended in between.
    private const string Prune = """
        delete from datastore_history
        where datastore_id = @id
          and id not in (select id from datastore_history where datastore_id = @id order by create_date desc limit @newest)
          and not (create_date > @byMinuteSince and create_date / 60000000 > write_date / 60000000)
          and not (create_date > @byHourSince and create_date / 3600000000 > write_date / 3600000000)
        """;

    // A datastore without history gives one row without a version; one that is not the user's gives none.
    private const string List = """
        select h.id, h.write_date, h.create_date
        from datastores d left join datastore_history h on h.datastore_id = d.id
        where d.id = @id and d.user_id = @user
        order by h.create_date desc
        """;

    private const string Read = """
        select h.write_date, h.create_date, h.data, h.data_nonce, h.secret_key, h.secret_key_nonce
        from datastore_history h join datastores d on d.id = h.datastore_id
        where h.id = @id and d.user_id = @user
        """;

    /// <summary>Keeps what a datastore holds, in the transaction that replaces it.</summary>
    public static async Task KeepAsync(DbScope db, Guid datastoreId, DateTimeOffset now)
    {
        await db.ExecuteAsync(Insert, ("@version", Guid.NewGuid()), ("@now", now), ("@id", datastoreId));
        await db.ExecuteAsync(
            Prune,
            ("@id", datastoreId),
            ("@newest", Newest),
            ("@byMinuteSince", now - KeptByMinute),
            ("@byHourSince", now - KeptByHour));
    }

    /// <summary>The versions, newest first; <see langword="null"/> when the user has no such datastore.</summary>
    public async Task<List<DatastoreHistoryEntry>?> ListAsync(Guid userId, Guid datastoreId)
    {
        var rows = await database.ReadAsync(db => db.QueryAsync(
            List,
            row => row.IsDBNull(0)
                ? null
                : new DatastoreHistoryEntry
                {
                    Id = row.GetGuid(0), WriteDate = row.GetTime(1).WithOffset(), CreateDate = row.GetTime(2).WithOffset(),
                },
            ("@id", datastoreId),
            ("@user", userId)));
        return rows.Count == 0 ? null : [.. rows.OfType<DatastoreHistoryEntry>()];
    }

    public Task<DatastoreVersionResponse?> ReadAsync(Guid userId, Guid versionId) => database.ReadAsync(db => db.FirstAsync(
        Read,
        row => new DatastoreVersionResponse
        {
            WriteDate = row.GetTime(0).WithOffset(),
            CreateDate = row.GetTime(1).WithOffset(),
            Data = row.GetString(2),
            DataNonce = row.GetString(3),
            SecretKey = row.GetString(4),
            SecretKeyNonce = row.GetString(5),
        },
        ("@id", versionId),
        ("@user", userId)));
}
