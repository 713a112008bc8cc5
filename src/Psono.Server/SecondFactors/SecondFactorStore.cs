using Psono.Server.Authentication;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Sessions;

namespace Psono.Server.SecondFactors;

// docs/decisions/0068
/// <summary>
/// The SQL of second factors of every kind. A login that was begun while an account had other factors than now does not slip through: what
/// is required is decided in the transaction that makes the token, and adding a factor ends logins that are half done.
/// </summary>
internal sealed class SecondFactorStore(Database database)
{
    private const int MostOfAccount = 32;

    private const string Select = "select id, create_date, title, active, secret, counter, origin, credential from second_factors where";

    private const string List = $"{Select} user_id = @user and kind = @kind order by create_date, id";

    private const string FindOne = $"{Select} user_id = @user and kind = @kind and id = @id";

    private const string Kinds = "select distinct kind from second_factors where user_id = @user and active";

    private const string KindsOfAll = "select distinct user_id, kind from second_factors where active";

    private const string UnsolvedKinds = """
        select distinct f.kind from tokens t join second_factors f on f.user_id = t.user_id
        where t.key = @key and f.active and (f.kind & t.unsolved_factors) <> 0
        """;

    private const string Count = "select count(*) from second_factors where user_id = @user";

    private const string FindAnother = "select 1 from second_factors where user_id = @user and id <> @id and active";

    /// <summary>What was begun and left.</summary>
    private const string Forget = """
        delete from second_factors where user_id = @user and kind = @kind and not active and create_date < @since
        """;

    private const string Insert = """
        insert into second_factors (id, create_date, user_id, kind, title, active, secret, counter, origin)
        values (@id, @now, @user, @kind, @title, @active, @secret, 0, @origin)
        """;

    private const string Activate = """
        update second_factors set active = true, secret = @secret, counter = @counter, credential = @credential
        where id = @id and user_id = @user and kind = @kind and not active
        """;

    /// <summary>An authenticator that does not count always says 0.</summary>
    private const string Advance = """
        update second_factors set counter = @counter
        where id = @id and active and (counter < @counter or (counter = 0 and @counter = 0))
        """;

    private const string Delete = "delete from second_factors where id = @id and user_id = @user and kind = @kind";

    private const string DeleteAll = "delete from second_factors where user_id = @user";

    private const string DeleteOne = "delete from second_factors where id = @id and kind = @kind returning user_id";

    private const string ListOfUser = """
        select id, create_date, title, active, secret, counter, origin, credential, kind from second_factors
        where user_id = @user order by create_date, id
        """;

    private const string EndHalfDoneLogins = "delete from tokens where user_id = @user and not active";

    private const string SolveAll = "update tokens set unsolved_factors = 0 where key = @key";

    private const string SolveOne = "update tokens set unsolved_factors = unsolved_factors & ~@kind where key = @key";

    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public Task<List<StoredFactor>> ListAsync(Guid user, FactorKinds kind) => database.ReadAsync(
        db => db.QueryAsync(List, StoredFactor.From, ("@user", user), ("@kind", (int)kind)));

    public async Task<List<StoredFactor>> ListActiveAsync(Guid user, FactorKinds kind) =>
        [.. (await ListAsync(user, kind)).Where(factor => factor.Active)];

    public Task<StoredFactor?> FindAsync(Guid user, FactorKinds kind, Guid id) => database.ReadAsync(
        db => db.FirstAsync(FindOne, StoredFactor.From, ("@user", user), ("@kind", (int)kind), ("@id", id)));

    public Task<FactorKinds> KindsAsync(Guid user) => database.ReadAsync(db => KindsAsync(db, user));

    /// <summary>As a part of the caller's work: the kinds that a login of an account has to solve.</summary>
    public static async Task<FactorKinds> KindsAsync(DbScope db, Guid user) =>
        Sum(await db.QueryAsync(Kinds, row => (FactorKinds)row.GetInt32(0), ("@user", user)));

    /// <summary>As a part of the caller's work: the kinds of every account that has any.</summary>
    public static async Task<Dictionary<Guid, FactorKinds>> KindsOfAllAsync(DbScope db) =>
        (await db.QueryAsync(KindsOfAll, row => (User: row.GetGuid(0), Kind: (FactorKinds)row.GetInt32(1))))
        .GroupBy(row => row.User).ToDictionary(rows => rows.Key, rows => Sum(rows.Select(row => row.Kind)));

    /// <summary>What a login has to solve yet, of what it had to at first. A factor that is gone cannot be asked for.</summary>
    public Task<FactorKinds> UnsolvedAsync(string tokenKey) => database.ReadAsync(async db =>
        Sum(await db.QueryAsync(UnsolvedKinds, row => (FactorKinds)row.GetInt32(0), ("@key", tokenKey))));

    /// <summary>False: the account has too many factors, or the session has ended meanwhile.</summary>
    public Task<bool> AddAsync(Session session, FactorKinds kind, StoredFactor factor) => database.WriteAsync(async db =>
    {
        if (!await SessionStore.ExistsAsync(db, session.TokenId))
            return false;
        await db.ExecuteAsync(
            Forget, ("@user", session.UserId), ("@kind", (int)kind), ("@since", factor.CreateDate - Patience));
        if (await db.FirstAsync(Count, row => row.GetInt64(0), ("@user", session.UserId)) >= MostOfAccount)
            return false;
        await db.ExecuteAsync(
            Insert,
            ("@id", factor.Id),
            ("@now", factor.CreateDate),
            ("@user", session.UserId),
            ("@kind", (int)kind),
            ("@title", factor.Title),
            ("@active", factor.Active),
            ("@secret", factor.Secret),
            ("@origin", factor.Origin));
        if (factor.Active)
            await db.ExecuteAsync(EndHalfDoneLogins, ("@user", session.UserId));
        return true;
    });

    /// <summary>False: there is no such factor, or it is active already, or the session has ended meanwhile.</summary>
    /// <exception cref="UniqueViolationException">The credential is registered already.</exception>
    public Task<bool> ActivateAsync(Session session, FactorKinds kind, StoredFactor factor) => database.WriteAsync(async db =>
    {
        if (!await SessionStore.ExistsAsync(db, session.TokenId))
            return false;
        var changed = await db.ExecuteAsync(
            Activate,
            ("@secret", factor.Secret),
            ("@counter", factor.Counter),
            ("@credential", factor.Credential),
            ("@id", factor.Id),
            ("@user", session.UserId),
            ("@kind", (int)kind));
        if (changed > 0)
            await db.ExecuteAsync(EndHalfDoneLogins, ("@user", session.UserId));
        return changed > 0;
    });

    /// <summary>The factor that was removed.</summary>
    /// <param name="session">Its owner's. Nothing is removed if it has ended meanwhile.</param>
    /// <param name="kind">Of the factor.</param>
    /// <param name="id">Of the factor.</param>
    /// <param name="needsOne">Whether the account has to have one.</param>
    public Task<Outcome<StoredFactor>> RemoveAsync(Session session, FactorKinds kind, Guid id, bool needsOne) =>
        database.WriteAsync<Outcome<StoredFactor>>(async db =>
        {
            (string, object?)[] which = [("@user", session.UserId), ("@kind", (int)kind), ("@id", id)];
            if (!await SessionStore.ExistsAsync(db, session.TokenId)
                || await db.FirstAsync(FindOne, StoredFactor.From, which) is not { } factor)
                return Refusal.NoPermissionOrNotExist;
            if (needsOne && factor.Active
                && await db.FirstAsync<int?>(FindAnother, row => row.GetInt32(0), ("@user", session.UserId), ("@id", id)) is null)
                return FactorRefusals.LastOne;
            await db.ExecuteAsync(Delete, which);
            return factor;
        });

    /// <summary>All of an account, for administrators.</summary>
    public Task<List<(FactorKinds Kind, StoredFactor Factor)>> ListAsync(Guid user) => database.ReadAsync(db => db.QueryAsync(
        ListOfUser, row => ((FactorKinds)row.GetInt32(8), StoredFactor.From(row)), ("@user", user)));

    /// <summary>Removes a factor of whomever, for administrators. Whose it was; null: there is none.</summary>
    public Task<Guid?> RemoveAsync(FactorKinds kind, Guid id) => database.WriteAsync(
        db => db.FirstAsync<Guid?>(DeleteOne, row => row.GetGuid(0), ("@id", id), ("@kind", (int)kind)));

    /// <summary>Removes all factors of an account; how many there were.</summary>
    public Task<int> RemoveAllAsync(Guid user) => database.WriteAsync(db => RemoveAllAsync(db, user));

    /// <summary>As a part of the caller's transaction: removes all factors of an account; how many there were.</summary>
    public static Task<int> RemoveAllAsync(DbScope db, Guid user) => db.ExecuteAsync(DeleteAll, ("@user", user));

    /// <summary>As a part of the caller's transaction: uses a code or a counter up. False: it, or a later one, was used before.</summary>
    public static async Task<bool> AdvanceAsync(DbScope db, Guid factor, long counter) =>
        await db.ExecuteAsync(Advance, ("@counter", counter), ("@id", factor)) > 0;

    /// <summary>As a part of the caller's transaction: the session has solved a factor.</summary>
    /// <param name="db">The transaction.</param>
    /// <param name="session">The one that has.</param>
    /// <param name="kind">Which it was.</param>
    /// <param name="needsAll">Whether the others remain.</param>
    public static Task<int> SolveAsync(DbScope db, Session session, FactorKinds kind, bool needsAll) => needsAll
        ? db.ExecuteAsync(SolveOne, ("@kind", (int)kind), ("@key", session.TokenKey))
        : db.ExecuteAsync(SolveAll, ("@key", session.TokenKey));

    private static FactorKinds Sum(IEnumerable<FactorKinds> kinds) =>
        kinds.Aggregate(FactorKinds.None, (sum, kind) => sum | kind);
}
