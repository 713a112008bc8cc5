using System.Data.Common;
using Psono.Server.Data;

namespace Psono.Server.Sessions;

/// <summary>The SQL of sessions as administrators see them.</summary>
internal sealed class SessionDirectory(Database database, TimeProvider clock)
{
    private const string Select = """
        select t.id, u.username, t.device_description, t.create_date, t.valid_till, t.active, t.last_use, t.last_address,
          t.device_fingerprint
        from tokens t join users u on u.id = t.user_id
        where t.valid_till >= @now
        """;

    private const string ListAll = $"{Select} order by u.username, t.create_date";

    private const string ListOfUser = $"{Select} and t.user_id = @user order by t.create_date";

    private const string End = "delete from tokens where id = @id";

    private const string EndApprovedOfOwner =
        "delete from device_codes where user_id = (select user_id from tokens where id = @id)";

    private const string EndAll = "delete from tokens";

    /// <summary>Approved already, and a session as soon as the device asks.</summary>
    private const string EndApproved = "delete from device_codes where user_id is not null";

    /// <param name="userId">Null: of everybody.</param>
    public Task<List<SessionOverview>> ListAsync(Guid? userId) => database.ReadAsync(db => userId is null
        ? db.QueryAsync(ListAll, Read, ("@now", clock.Now()))
        : db.QueryAsync(ListOfUser, Read, ("@now", clock.Now()), ("@user", userId)));

    /// <summary>False: there is no such session.</summary>
    public Task<bool> EndAsync(Guid id) => database.WriteAsync(async db =>
    {
        await db.ExecuteAsync(EndApprovedOfOwner, ("@id", id));
        return await db.ExecuteAsync(End, ("@id", id)) > 0;
    });

    /// <returns>How many there were.</returns>
    public Task<int> EndOfUserAsync(Guid userId) => database.WriteAsync(db => SessionStore.EndAllAsync(db, userId));

    /// <returns>How many there were.</returns>
    public Task<int> EndAllAsync() => database.WriteAsync(async db =>
    {
        await db.ExecuteAsync(EndApproved);
        return await db.ExecuteAsync(EndAll);
    });

    private static SessionOverview Read(DbDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetTime(3), row.GetTime(4), row.GetBoolean(5), row.GetTimeOrNull(6),
        row.GetStringOrNull(7), row.GetString(8));
}
