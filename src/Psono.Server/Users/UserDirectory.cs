using System.Data.Common;
using Psono.Server.Data;
using Psono.Server.EmergencyCodes;
using Psono.Server.Invitations;
using Psono.Server.SecondFactors;
using Psono.Server.Sessions;

namespace Psono.Server.Users;

/// <summary>The SQL of accounts as administrators see them, and of what they may change: never anything that is sealed.</summary>
internal sealed class UserDirectory(Database database, DatabaseCipher cipher, TimeProvider clock)
{
    private const string Select = """
        select u.id, u.username, u.email, u.create_date, u.last_login, u.is_active, u.is_email_active, u.is_superuser,
          u.require_password_change,
          (select count(*) from tokens t where t.user_id = u.id and t.active and t.valid_till >= @now),
          (select count(distinct l.secret_id) from secret_links l join datastores d on d.id = l.parent_datastore_id
           where d.user_id = u.id),
          exists (select 1 from recovery_codes r where r.user_id = u.id), exists (select 1 from emergency_codes e where e.user_id = u.id)
        from users u
        """;

    private const string ListAll = $"{Select} order by u.username";

    private const string Find = $"{Select} where u.username = @username";

    private const string FindById = $"{Select} where u.id = @id";

    private const string Enable = "update users set is_active = true where id = @id";

    private const string Disable = "update users set is_active = false where id = @id";

    private const string SetFlags = """
        update users set
          write_date = @now, is_active = coalesce(@active, is_active), is_email_active = coalesce(@emailActive, is_email_active),
          is_superuser = coalesce(@superuser, is_superuser), require_password_change = coalesce(@change, require_password_change)
        where id = @id
        """;

    private const string SetAdministrator = "update users set is_superuser = @superuser where id = @id";

    private const string ConfirmEmail = "update users set is_email_active = true where id = @id";

    private const string HasAdministrator = "select 1 from users where is_superuser and is_active";

    public Task<List<UserOverview>> ListAsync() => database.ReadAsync(async db =>
    {
        var factors = await SecondFactorStore.KindsOfAllAsync(db);
        var users = await db.QueryAsync(ListAll, Read, ("@now", clock.Now()));
        return users.ConvertAll(user => user with { Factors = factors.GetValueOrDefault(user.Id) });
    });

    public Task<UserOverview?> FindAsync(string username) => FindAsync(Find, "@username", username.Trim().ToLowerInvariant());

    public Task<UserOverview?> FindAsync(Guid id) => FindAsync(FindById, "@id", id);

    /// <summary>A disabled account cannot log in, its sessions end at once, and nobody can use its API keys until it is enabled.</summary>
    public Task<int> SetActiveAsync(Guid id, bool active) => database.WriteAsync(async db =>
    {
        if (!active)
            await EndAsync(db, id);
        return await db.ExecuteAsync(active ? Enable : Disable, ("@id", id));
    });

    /// <summary>Sets what is not null. False: there is no such account.</summary>
    public Task<bool> SetAsync(Guid id, UserFlags flags) => database.WriteAsync(async db =>
    {
        if (flags.IsActive == false)
            await EndAsync(db, id);
        if (flags.IsEmailActive == false)
            await EmergencyCodeStore.DisarmAsync(db, id);
        if (flags.IsAdministrator == false)
            await InvitationStore.ForgetOfAsync(db, id);
        return await db.ExecuteAsync(
            SetFlags,
            ("@now", clock.Now()),
            ("@active", flags.IsActive),
            ("@emailActive", flags.IsEmailActive),
            ("@superuser", flags.IsAdministrator),
            ("@change", flags.RequirePasswordChange),
            ("@id", id)) > 0;
    });

    public Task<int> SetAdministratorAsync(Guid id, bool isAdministrator) => database.WriteAsync(async db =>
    {
        if (!isAdministrator)
            await InvitationStore.ForgetOfAsync(db, id);
        return await db.ExecuteAsync(SetAdministrator, ("@superuser", isAdministrator), ("@id", id));
    });

    public Task<int> ConfirmEmailAsync(Guid id) => database.WriteAsync(db => db.ExecuteAsync(ConfirmEmail, ("@id", id)));

    /// <summary>Whether anybody is left who can administer.</summary>
    public Task<bool> HasAdministratorAsync() => database.ReadAsync(db => db.ExistsAsync(HasAdministrator));

    /// <summary>Nobody can object to an emergency code while the account cannot be used: it begins to wait anew after that.</summary>
    private static async Task EndAsync(DbScope db, Guid id)
    {
        await SessionStore.EndAllAsync(db, id);
        await EmergencyCodeStore.DisarmAsync(db, id);
        await InvitationStore.ForgetOfAsync(db, id);
    }

    private Task<UserOverview?> FindAsync(string sql, string name, object value) => database.ReadAsync(async db =>
        await db.FirstAsync(sql, Read, ("@now", clock.Now()), (name, value)) is { } user
            ? user with { Factors = await SecondFactorStore.KindsAsync(db, user.Id) }
            : null);

    private UserOverview Read(DbDataReader row) => new(
        row.GetGuid(0), row.GetString(1), cipher.Open(row.GetString(2)), row.GetTime(3), row.GetTimeOrNull(4), row.GetBoolean(5),
        row.GetBoolean(6), row.GetBoolean(7), row.GetBoolean(8), row.GetInt64(9), row.GetInt64(10), FactorKinds.None,
        row.GetBoolean(11), row.GetBoolean(12));
}
