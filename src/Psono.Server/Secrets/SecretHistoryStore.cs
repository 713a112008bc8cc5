using System.Data.Common;
using Psono.Protocol.Secrets;
using Psono.Server.Authentication;
using Psono.Server.Authorization;
using Psono.Server.Data;

namespace Psono.Server.Secrets;

/// <summary>The SQL of the versions that updates have replaced.</summary>
internal sealed class SecretHistoryStore(Database database, DatabaseCipher cipher)
{
    // A readable secret without history gives one row without a version; a secret that may not be read gives none.
    private const string List = $"""
        select h.id, h.create_date, editor.username, h.api_key_id, h.api_key_title
        from secrets s
        {SessionRights.Join}
        left join secret_history h on h.secret_id = s.id
        left join users editor on editor.id = h.user_id
        where s.id = @id and {SessionRights.Read}
        order by h.create_date desc, h.id desc limit 50000
        """;

    private const string Owns = $"""
        select 1 from secrets s {SessionRights.Join} where s.id = @id and s.user_id = u.id and {SessionRights.Write}
        """;

    private const string Read = $"""
        select h.create_date, h.write_date, h.data, h.data_nonce, h.type, h.callback_url, h.callback_user, h.callback_pass
        from secret_history h join secrets s on s.id = h.secret_id {SessionRights.Join}
        where h.id = @id and {SessionRights.Read}
        """;

    /// <summary>The versions, oldest first; <see langword="null"/> when the secret may not be read.</summary>
    public async Task<List<SecretHistoryEntry>?> ListAsync(Session session, Guid secretId)
    {
        var rows = await database.ReadAsync(db => db.QueryAsync(
            List,
            row => row.IsDBNull(0)
                ? null
                : Entry(row, session),
            ("@id", secretId),
            ("@session", session.TokenId)));
        return rows.Count == 0 ? null : [.. rows.OfType<SecretHistoryEntry>().Reverse()];
    }

    /// <summary>Removes the versions that were replaced before a time; how many, or null if the secret is not the user's.</summary>
    public Task<int?> PruneAsync(Session session, Guid secretId, DateTimeOffset before) => database.WriteAsync<int?>(async db =>
        await db.ExistsAsync(Owns, ("@id", secretId), ("@session", session.TokenId))
            ? await HistoryLimits.PruneAsync(db, secretId, before)
            : null);

    /// <summary>
    /// Other clients show the name only, and a key's writes are not its owner's. Which key it was is nothing for another key: with its id
    /// and those of secrets, anybody can do what it may (protocol part 2, section 18).
    /// </summary>
    private static SecretHistoryEntry Entry(DbDataReader row, Session session)
    {
        var key = row.GetGuidOrNull(3) is { } id ? new SecretHistoryApiKey { Id = id, Title = row.GetString(4) } : null;
        var isTold = session.ApiKeyId is null || session.ApiKeyId == key?.Id;
        return new SecretHistoryEntry
        {
            Id = row.GetGuid(0),
            CreateDate = row.GetTime(1).WithZ(),
            Username = key is null ? row.GetStringOrNull(2) : isTold ? $"API key {key.Title}" : "API key",
            PsonoNet = key is not null && isTold ? new SecretHistoryExtensions { ApiKey = key } : null,
        };
    }

    public Task<SecretVersionResponse?> ReadAsync(Session session, Guid versionId) => database.ReadAsync(db => db.FirstAsync(
        Read,
        row => new SecretVersionResponse
        {
            CreateDate = row.GetTime(0).WithOffset(),
            WriteDate = row.GetTime(1).WithOffset(),
            Data = row.GetString(2),
            DataNonce = row.GetString(3),
            Type = row.GetString(4),
            CallbackUrl = row.GetString(5),
            CallbackUser = row.GetString(6),
            CallbackPass = CallbackPassword.OpenFor(session, cipher, row.GetString(7)),
        },
        ("@id", versionId),
        ("@session", session.TokenId)));
}
