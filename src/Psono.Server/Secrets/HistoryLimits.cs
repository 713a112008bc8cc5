using System.Globalization;
using Psono.Server.Configuration;
using Psono.Server.Data;

namespace Psono.Server.Secrets;

// docs/decisions/0060
/// <summary>
/// How much the earlier versions of a secret, and of all secrets of an account, may take. Above that, what is older than 90 days goes; what
/// is younger stays, and the change is refused, so that nobody can push a version out of the history by writing often.
/// </summary>
internal sealed class HistoryLimits(ServerOptions options)
{
    /// <summary>What less history than this takes is not counted for the account.</summary>
    private const int Little = 1 << 20;

    /// <summary>Of a secret <c>s</c>: what its history would take with what it holds now.</summary>
    public const string Size = "s.history_bytes + octet_length(s.data) + 1024";

    private const string SizeOf = $"select {Size} from secrets s where s.id = @id";

    private const string OthersSize =
        "select sum(history_bytes) from secrets where user_id = @user and id <> @id and history_bytes > 1048576";

    private const string PruneSecret = "delete from secret_history where secret_id = @id and create_date < @before";

    private const string PruneAccount = """
        delete from secret_history where create_date < @before
          and secret_id in (select id from secrets where user_id = @user and history_bytes > 1048576)
        """;

    private const string Measure = """
        update secrets set history_bytes =
          (select coalesce(sum(octet_length(h.data) + 1024), 0) from secret_history h where h.secret_id = secrets.id)
        """;

    private const string MeasureSecret = Measure + " where id = @id";

    private const string MeasureAccount = Measure + " where user_id = @user and history_bytes > 1048576";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>
    /// Whether what a secret holds now may go to its history. Changes with API keys end earlier, so that people can still write.
    /// </summary>
    public async Task<bool> MakeRoomAsync(DbScope db, Guid secretId, Guid? owner, long size, bool byApiKey, DateTimeOffset now)
    {
        if (await HasRoomAsync(db, secretId, owner, size, byApiKey))
            return true;
        var before = now - Kept;
        if (await db.ExecuteAsync(PruneSecret, ("@id", secretId), ("@before", before)) > 0)
        {
            await db.ExecuteAsync(MeasureSecret, ("@id", secretId));
            if (await HasRoomAsync(db, secretId, owner, await SizeOfAsync(db, secretId), byApiKey))
                return true;
        }

        if (owner is null || await db.ExecuteAsync(PruneAccount, ("@user", owner), ("@before", before)) == 0)
            return false;
        await db.ExecuteAsync(MeasureAccount, ("@user", owner));
        return await HasRoomAsync(db, secretId, owner, await SizeOfAsync(db, secretId), byApiKey);
    }

    /// <summary>Removes versions that were replaced before a time; how many.</summary>
    public static async Task<int> PruneAsync(DbScope db, Guid secretId, DateTimeOffset before)
    {
        var removed = await db.ExecuteAsync(PruneSecret, ("@id", secretId), ("@before", before));
        await db.ExecuteAsync(MeasureSecret, ("@id", secretId));
        return removed;
    }

    private async Task<bool> HasRoomAsync(DbScope db, Guid secretId, Guid? owner, long size, bool byApiKey) =>
        size <= Little
        || (size <= Share(options.MaxHistoryBytes, byApiKey)
            && (owner is null
                || size + await OthersAsync(db, owner.Value, secretId) <= Share(options.MaxAccountHistoryBytes, byApiKey)));

    private static Task<long> SizeOfAsync(DbScope db, Guid secretId) =>
        db.FirstAsync(SizeOf, row => row.GetInt64(0), ("@id", secretId));

    /// <summary>PostgreSQL adds long numbers up to a decimal one.</summary>
    private static Task<long> OthersAsync(DbScope db, Guid owner, Guid secretId) => db.FirstAsync(
        OthersSize,
        row => row.IsDBNull(0) ? 0 : Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture),
        ("@user", owner),
        ("@id", secretId));

    private static long Share(long most, bool byApiKey) => byApiKey ? most / 4 * 3 : most;
}
