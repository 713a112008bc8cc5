using System.Data.Common;
using Psono.Server.Data;

namespace Psono.Server.Invitations;

/// <summary>The SQL of invitations.</summary>
internal sealed class InvitationStore(Database database, TimeProvider clock)
{
    private const string Find = """
        select id, create_date, valid_till, username, email, code_hash, was_mailed, is_superuser, invited_by
        from invitations where code_hash = @hash and valid_till > @now and (invited_by is null
          or exists (select 1 from users u where u.id = invitations.invited_by and u.is_active and u.is_superuser))
        """;

    private const string List = """
        select i.id, i.username, i.email, i.create_date, i.valid_till, i.is_superuser, u.username
        from invitations i left join users u on u.id = i.invited_by
        where i.valid_till > @now order by i.username
        """;

    private const string Replace = "delete from invitations where username = @username";

    private const string Insert = """
        insert into invitations (id, create_date, valid_till, username, email, code_hash, was_mailed, is_superuser, invited_by)
        values (@id, @created, @till, @username, @email, @hash, @mailed, @superuser, @by)
        """;

    private const string Revoke = "delete from invitations where username = @username and valid_till > @now";

    private const string Take = "delete from invitations where id = @id and valid_till > @now";

    private const string ForgetOf = "delete from invitations where invited_by = @user";

    private const string DeleteExpired = "delete from invitations where valid_till <= @now";

    /// <summary>Null: there is none, it was used or taken back, or it is too old.</summary>
    public Task<StoredInvitation?> FindAsync(string code) => database.ReadAsync(
        db => db.FirstAsync(Find, Read, ("@hash", InvitationCode.HashOf(code)), ("@now", clock.Now())));

    public Task<List<InvitationOverview>> ListAsync(DatabaseCipher cipher) => database.ReadAsync(db => db.QueryAsync(
        List,
        row => new InvitationOverview(
            row.GetGuid(0), row.GetString(1), cipher.Open(row.GetString(2)), row.GetTime(3), row.GetTime(4), row.GetBoolean(5),
            row.GetStringOrNull(6)),
        ("@now", clock.Now())));

    /// <summary>The only one for its name: an older one ends.</summary>
    public Task<int> CreateAsync(StoredInvitation invitation) => database.WriteAsync(async db =>
    {
        await db.ExecuteAsync(Replace, ("@username", invitation.Username));
        return await InsertAsync(db, invitation);
    });

    /// <summary>False: there is none for that name.</summary>
    public Task<bool> RevokeAsync(string username) => database.WriteAsync(
        async db => await db.ExecuteAsync(Revoke, ("@username", username), ("@now", clock.Now())) > 0);

    /// <summary>False: there is no such invitation.</summary>
    public Task<bool> RevokeAsync(Guid id) =>
        database.WriteAsync(async db => await db.ExecuteAsync(Take, ("@id", id), ("@now", clock.Now())) > 0);

    /// <summary>As a part of the transaction that makes the account. False: somebody else was faster, or it was taken back.</summary>
    public async Task<bool> UseAsync(DbScope db, StoredInvitation invitation) =>
        await db.ExecuteAsync(Take, ("@id", invitation.Id), ("@now", clock.Now())) > 0;

    /// <summary>Whoever registers without one needs none any more.</summary>
    public static Task<int> ForgetAsync(DbScope db, string username) => db.ExecuteAsync(Replace, ("@username", username));

    /// <summary>Whoever has an account needs none any more.</summary>
    public Task<int> ForgetAsync(string username) => database.WriteAsync(db => ForgetAsync(db, username));

    /// <summary>As a part of the caller's transaction: those of somebody who is no administrator any more.</summary>
    public static Task<int> ForgetOfAsync(DbScope db, Guid user) => db.ExecuteAsync(ForgetOf, ("@user", user));

    /// <summary>As a part of the caller's transaction, when the account that used it could not be made after all.</summary>
    public static Task<int> InsertAsync(DbScope db, StoredInvitation invitation) => db.ExecuteAsync(
        Insert,
        ("@id", invitation.Id),
        ("@created", invitation.CreateDate),
        ("@till", invitation.ValidTill),
        ("@username", invitation.Username),
        ("@email", invitation.Email),
        ("@hash", invitation.CodeHash),
        ("@mailed", invitation.WasMailed),
        ("@superuser", invitation.IsAdministrator),
        ("@by", invitation.InvitedBy));

    public Task<int> DeleteExpiredAsync() => database.WriteAsync(db => db.ExecuteAsync(DeleteExpired, ("@now", clock.Now())));

    private static StoredInvitation Read(DbDataReader row) => new(
        row.GetGuid(0), row.GetTime(1), row.GetTime(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetBoolean(6),
        row.GetBoolean(7), row.GetGuidOrNull(8));
}
