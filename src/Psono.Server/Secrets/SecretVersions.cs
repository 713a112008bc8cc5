using Psono.Server.Authorization;
using Psono.Server.Data;
using Psono.Server.Errors;

namespace Psono.Server.Secrets;

/// <summary>
/// Replaces the content of a secret and keeps what was replaced. One object is one write: its ids and times are the same however often
/// the transaction has to be run.
/// </summary>
internal sealed class SecretVersions(SecretChange change, HistoryLimits limits, DateTimeOffset now, Guid? apiKeyId = null)
{
    private const string MayWrite = $"""
        select s.write_date,
          exists (select 1 from secret_history h where h.data_nonce = @dataNonce)
            or exists (select 1 from secret_history h where h.data_nonce = s.data_nonce),
          s.user_id, {HistoryLimits.Size}
        from secrets s join users u on u.id = @user where s.id = @id and {SecretRights.Write}
        """;

    // In the order of the versions, also when the clocks of two servers differ.
    private const string KeepOldVersion = """
        insert into secret_history
          (id, create_date, write_date, secret_id, user_id, type, data, data_nonce, callback_url, callback_user, callback_pass,
           api_key_id, api_key_title)
        select @historyId, case when @now > s.write_date then @now else s.write_date + 1 end,
          case when @now > s.write_date then @now else s.write_date + 1 end,
          s.id, @user, s.type, s.data, s.data_nonce, s.callback_url, s.callback_user, s.callback_pass, k.id, k.title
        from secrets s left join api_keys k on k.id = @apiKey where s.id = @id
        """;

    // The write date grows with every write, even when the clock does not, because clients compare it.
    private const string Write = """
        update secrets set
          write_date = case when @now > write_date then @now else write_date + 1 end,
          data = coalesce(@data, data), data_nonce = coalesce(@dataNonce, data_nonce),
          callback_url = coalesce(@callbackUrl, callback_url), callback_user = coalesce(@callbackUser, callback_user),
          callback_pass = coalesce(@callbackPass, callback_pass),
          history_bytes = history_bytes + octet_length(data) + 1024
        where id = @id
        returning write_date
        """;

    private readonly Guid _historyId = Guid.NewGuid();

    /// <summary>The new write date.</summary>
    /// <exception cref="UniqueViolationException">
    /// The nonce belongs to another secret, or the old one is in the history already.
    /// </exception>
    public async Task<Outcome<DateTimeOffset>> ReplaceAsync(DbScope db, Guid userId)
    {
        var found = await db.FirstAsync<(DateTimeOffset WriteDate, bool NonceUsed, Guid? Owner, long HistorySize)?>(
            MayWrite, row => (row.GetTime(0), row.GetBoolean(1), row.GetGuidOrNull(2), row.GetInt64(3)), ("@id", change.SecretId),
            ("@user", userId), ("@dataNonce", change.DataNonce));
        if (found is not { } stored)
            return Refusal.NoPermissionOrNotExist;
        if (change.OldWriteDate is { } expected && expected != stored.WriteDate)
            return Refusal.WriteDateMismatch;
        // Nonces in the history are unique: the version written now could never be replaced by another one, or that of now cannot.
        if (stored.NonceUsed)
            return SecretRefusals.DuplicateNonce;

        if (!await limits.MakeRoomAsync(db, change.SecretId, stored.Owner, stored.HistorySize, byApiKey: apiKeyId is not null, now))
            return SecretRefusals.HistoryFull;

        await db.ExecuteAsync(
            KeepOldVersion,
            ("@historyId", _historyId),
            ("@now", now),
            ("@user", userId),
            ("@apiKey", apiKeyId),
            ("@id", change.SecretId));
        return await db.FirstAsync(
            Write,
            row => row.GetTime(0),
            ("@now", now),
            ("@data", change.Data),
            ("@dataNonce", change.DataNonce),
            ("@callbackUrl", change.CallbackUrl),
            ("@callbackUser", change.CallbackUser),
            ("@callbackPass", change.SealedCallbackPass),
            ("@id", change.SecretId));
    }
}
