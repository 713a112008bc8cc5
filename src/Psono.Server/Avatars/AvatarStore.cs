using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Sessions;

namespace Psono.Server.Avatars;

/// <summary>The SQL of the pictures of accounts.</summary>
internal sealed class AvatarStore(Database database)
{
    private const string FindId = "select id from avatars where user_id = @user";

    private const string Find = "select content_type, data from avatars where user_id = @user and id = @id";

    /// <summary>Another picture has another id: the old one is kept by whoever asked for it.</summary>
    private const string Replace = """
        insert into avatars (user_id, id, content_type, data) values (@user, @id, @contentType, @data)
        on conflict (user_id) do update set id = excluded.id, content_type = excluded.content_type, data = excluded.data
        """;

    private const string Delete = "delete from avatars where user_id = @user and id = @id";

    public Task<Guid?> FindIdAsync(Guid user) =>
        database.ReadAsync(db => db.FirstAsync<Guid?>(FindId, row => row.GetGuid(0), ("@user", user)));

    public Task<Picture?> FindAsync(Guid user, Guid id) => database.ReadAsync(db => db.FirstAsync(
        Find, row => new Picture(row.GetString(0), row.GetFieldValue<byte[]>(1)), ("@user", user), ("@id", id)));

    /// <summary>False: the session has ended meanwhile.</summary>
    public Task<bool> ReplaceAsync(Session session, Guid id, Picture picture) => database.WriteAsync(async db =>
        await SessionStore.ExistsAsync(db, session.TokenId)
        && await db.ExecuteAsync(
            Replace,
            ("@user", session.UserId),
            ("@id", id),
            ("@contentType", picture.ContentType),
            ("@data", picture.Data)) > 0);

    /// <summary>False: there is no such picture.</summary>
    public Task<bool> DeleteAsync(Guid user, Guid id) =>
        database.WriteAsync(async db => await db.ExecuteAsync(Delete, ("@user", user), ("@id", id)) > 0);
}
