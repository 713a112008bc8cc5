using System.Data.Common;
using Psono.Protocol.ApiKeys;
using Psono.Server.Authorization;
using Psono.Server.Data;
using Psono.Server.Errors;
using Psono.Server.Secrets;

namespace Psono.Server.ApiKeys;

/// <summary>The SQL of what an API key does without a session. One statement finds key, owner, grant, rights and secret together.</summary>
internal sealed class ApiKeyAccessStore(Database database, HistoryLimits limits, TimeProvider clock)
{
    private const string Grants = """
        from api_keys k
        join users u on u.id = k.user_id
        join api_key_secrets g on g.api_key_id = k.id
        join secrets s on s.id = g.secret_id
        """;

    private const string IsActive = "k.active and u.is_active";

    private const string Granted = $"{Grants} where k.id = @key and {IsActive}";

    private const string Found = $"""
        select k.allow_insecure_access, {SecretRights.Read}, g.secret_key, g.secret_key_nonce, s.data, s.data_nonce, s.write_date,
          {ReadCounter.Stored}, k.id, s.id
        {Grants}
        """;

    private const string ToRead = $"{Found} where k.id = @key and g.secret_id = @secret and k.read and {IsActive}";

    private const string ToReadMany = $"""
        {Found} join unnest(@keys, @secrets) as wanted (key_id, secret_id) on wanted.key_id = k.id and wanted.secret_id = g.secret_id
        where k.read and {IsActive}
        """;

    private const string ToWrite = $"""
        select k.allow_insecure_access, {SecretRights.Write}, g.secret_key, g.secret_key_nonce, s.data, s.data_nonce, s.write_date,
          cast(0 as bigint)
        {Granted} and k.write and g.secret_id = @secret
        """;

    private const string Writer = $"select u.id {Granted} and k.write and g.secret_id = @secret";

    private const string ReadAll = $"""
        select s.id, g.secret_key, g.secret_key_nonce, s.data, s.data_nonce, s.write_date, {ReadCounter.Stored}
        {Granted} and k.read and {SecretRights.Read} order by s.id
        """;

    private const string ReadSome = $"""
        select s.id, g.secret_key, g.secret_key_nonce, s.data, s.data_nonce, s.write_date, {ReadCounter.Stored}
        {Granted} and k.read and {SecretRights.Read} and s.id in (@ids) order by s.id
        """;

    // A key without grants gives one row without a secret.
    private const string AllGrants = """
        from api_keys k
        join users u on u.id = k.user_id
        left join api_key_secrets g on g.api_key_id = k.id
        left join secrets s on s.id = g.secret_id
        where k.id = @key and k.active and u.is_active
        order by s.id
        """;

    private const string InspectKey =
        $"select k.allow_insecure_access, k.restrict_to_secrets, k.read, k.write, s.id, s.write_date {AllGrants}";

    // Of every grant that has one, readable or not: who compares them with the grants has to know which have none.
    private const string Titles = $"""
        select g.secret_id, g.key_title, g.key_title_nonce, g.key_title_tag
        {Granted} and g.key_title_tag is not null order by g.secret_id
        """;

    private const string InspectedVersions = $"""
        select k.allow_insecure_access, k.restrict_to_secrets, k.read, k.write, s.id, s.write_date,
          {SecretRights.Read}, g.secret_key_nonce, s.data_nonce
        """;

    private const string InspectVersions = $"{InspectedVersions} {AllGrants}";

    private const string InspectSecrets = $"{InspectedVersions}, g.secret_key, s.data, {ReadCounter.Stored} {AllGrants}";

    private readonly RecentReads _recent = new(database);

    private readonly SharedReads<(Guid Key, Guid Secret), AccessedSecret>? _shared =
        database is PostgresDatabase postgres ? new(postgres, FindToReadAsync) : null;

    /// <summary><see langword="null"/> when the key does not exist or may not read, or has no grant for the secret.</summary>
    public Task<AccessedSecret?> FindToReadAsync(Guid keyId, Guid secretId) => _shared is null
        ? _recent.GetAsync(keyId, secretId, () => database.ReadAsync(db => FindToReadAsync(db, keyId, secretId)))
        : _shared.GetAsync((keyId, secretId));

    /// <summary><see langword="null"/> when the key does not exist or may not write, or has no grant for the secret.</summary>
    public Task<AccessedSecret?> FindToWriteAsync(Guid keyId, Guid secretId) =>
        database.ReadAsync(db => db.FirstAsync(ToWrite, AccessedSecret.From, ("@key", keyId), ("@secret", secretId)));

    /// <summary>
    /// The new write date. All rights are checked (again) in the transaction that writes; the history names the key.
    /// </summary>
    public async Task<Outcome<DateTimeOffset>> UpdateAsync(Guid keyId, SecretChange change)
    {
        var versions = new SecretVersions(change, limits, clock.Now(), keyId);
        try
        {
            return await database.WriteAsync(async db =>
            {
                var owner = await db.FirstAsync<Guid?>(Writer, row => row.GetGuid(0), ("@key", keyId), ("@secret", change.SecretId));
                return owner is null ? Refusal.NoPermissionOrNotExist : await versions.ReplaceAsync(db, owner.Value);
            });
        }
        catch (UniqueViolationException e) when (SecretRefusals.For(e) is { } refusal)
        {
            return refusal;
        }
    }

    /// <summary><see langword="null"/> when the key does not exist.</summary>
    public async Task<InspectApiKeyResponse?> InspectAsync(Guid keyId)
    {
        var rows = await database.ReadAsync(db => db.QueryAsync(InspectKey, ReadInspected, ("@key", keyId)));
        if (rows.Count == 0)
            return null;
        return rows[0].Key with { ApiKeySecrets = [.. rows.Select(row => row.Secret).OfType<InspectedSecret>()] };
    }

    /// <summary>The same, with the entity tag of a bulk read; <see langword="null"/> when the key does not exist.</summary>
    public async Task<(InspectApiKeyResponse Key, string Tag)?> InspectVersionsAsync(Guid keyId, IReadOnlyList<Guid>? secretIds)
    {
        var rows = await database.ReadAsync(db => db.QueryAsync(
            InspectVersions, row => (Key: ReadKey(row), Secret: row.IsDBNull(4) ? null : TaggedSecret.From(row)), ("@key", keyId)));
        if (rows.Count == 0)
            return null;
        return Tagged(rows[0].Key, [.. rows.Select(row => row.Secret).OfType<TaggedSecret>()], secretIds);
    }

    /// <summary>
    /// The same with all secrets that the key may read, which are counted: one look where nobody has a tag to compare.
    /// <see langword="null"/> when the key does not exist.
    /// </summary>
    public async Task<(InspectApiKeyResponse Key, string Tag)?> InspectAndReadAsync(Guid keyId)
    {
        var rows = await database.ReadAsync(db => db.QueryAsync(InspectSecrets, ReadInspectedSecret, ("@key", keyId)));
        if (rows.Count == 0)
            return null;
        var (key, tag) = Tagged(rows[0].Key, [.. rows.Select(row => row.Secret).OfType<TaggedSecret>()], secretIds: null);
        var secrets = Counted(rows.Select(row => row.Sealed).OfType<BulkSealedSecret>());
        return (key with { PsonoNet = new BulkReadResult { Secrets = secrets } }, tag);
    }

    /// <summary>The granted and readable secrets that are wanted, whose reads are counted, and the titles for the key.</summary>
    public async Task<BulkReadResult> ReadManyAsync(Guid keyId, BulkReadFields wanted)
    {
        var (secrets, titles) = await database.ReadAsync(async db =>
        {
            var known = wanted.Titles || wanted.TitleTags is not null ? await db.QueryAsync(Titles, ReadTitle, ("@key", keyId)) : [];
            return (await ReadSecretsAsync(db, keyId, wanted, known), known);
        });
        return new BulkReadResult
        {
            Secrets = Counted(secrets),
            Titles = wanted.Titles ? [.. titles.Select(title => title.Title)] : null,
        };
    }

    private List<BulkSealedSecret> Counted(IEnumerable<BulkSealedSecret> secrets) =>
        [.. secrets.Select(secret => secret with { ReadCount = database.Reads.Note(secret.SecretId, secret.ReadCount) })];

    private static Task<AccessedSecret?> FindToReadAsync(DbScope db, Guid keyId, Guid secretId) =>
        db.FirstAsync(ToRead, AccessedSecret.From, ("@key", keyId), ("@secret", secretId));

    private static async Task<Dictionary<(Guid Key, Guid Secret), AccessedSecret>> FindToReadAsync(
        DbScope db, IReadOnlyList<(Guid Key, Guid Secret)> wanted)
    {
        if (wanted is [var single])
            return await FindToReadAsync(db, single.Key, single.Secret) is { } secret ? new() { [single] = secret } : [];
        // PostgreSQL keeps a plan for arrays of ten; one for fewer seems cheaper to it, and is made anew each time.
        var size = Math.Max(wanted.Count, 10);
        var found = await db.QueryAsync(
            ToReadMany,
            row => KeyValuePair.Create((row.GetGuid(8), row.GetGuid(9)), AccessedSecret.From(row)),
            ("@keys", Filled(wanted.Select(pair => pair.Key), size)),
            ("@secrets", Filled(wanted.Select(pair => pair.Secret), size)));
        return found.ToDictionary();
    }

    private static Guid?[] Filled(IEnumerable<Guid> ids, int size)
    {
        var filled = new Guid?[size];
        var count = 0;
        foreach (var id in ids)
            filled[count++] = id;
        return filled;
    }

    private static (InspectApiKeyResponse Key, string Tag) Tagged(
        InspectApiKeyResponse key, List<TaggedSecret> secrets, IReadOnlyList<Guid>? secretIds)
    {
        key = key with { ApiKeySecrets = secrets.ConvertAll(secret => secret.Secret) };
        return (key, BulkReadTag.Of(key, secrets, secretIds));
    }

    private static Task<List<BulkSealedSecret>> ReadSecretsAsync(
        DbScope db, Guid keyId, BulkReadFields wanted, List<(SealedTitle Title, string Tag)> titles)
    {
        if (!wanted.Secrets)
            return Task.FromResult(new List<BulkSealedSecret>());
        if (wanted is { SecretIds: null, TitleTags: null })
            return db.QueryAsync(ReadAll, ReadSealed, ("@key", keyId));
        var tagged = titles.Where(title => wanted.TitleTags?.Contains(title.Tag) == true).Select(title => title.Title.SecretId);
        return db.QueryInAsync(ReadSome, [.. wanted.SecretIds ?? [], .. tagged], ReadSealed, ("@key", keyId));
    }

    private static (InspectApiKeyResponse Key, InspectedSecret? Secret) ReadInspected(DbDataReader row) => (
        ReadKey(row), row.IsDBNull(4) ? null : new InspectedSecret { SecretId = row.GetGuid(4), WriteDate = row.GetTime(5).WithOffset() });

    private static (InspectApiKeyResponse Key, TaggedSecret? Secret, BulkSealedSecret? Sealed) ReadInspectedSecret(DbDataReader row)
    {
        var key = ReadKey(row);
        if (row.IsDBNull(4))
            return (key, null, null);
        var secret = TaggedSecret.From(row);
        var mayRead = key.Read && secret.OwnerMay;
        return (key, secret, !mayRead ? null : new BulkSealedSecret
        {
            SecretId = secret.Secret.SecretId,
            SecretKey = row.GetString(9),
            SecretKeyNonce = secret.SecretKeyNonce,
            Data = row.GetString(10),
            DataNonce = secret.DataNonce,
            WriteDate = secret.Secret.WriteDate!,
            ReadCount = row.GetInt64(11),
        });
    }

    private static InspectApiKeyResponse ReadKey(DbDataReader row) => new()
    {
        AllowInsecureAccess = row.GetBoolean(0),
        RestrictToSecrets = row.GetBoolean(1),
        Read = row.GetBoolean(2),
        Write = row.GetBoolean(3),
        ApiKeySecrets = [],
    };

    private static BulkSealedSecret ReadSealed(DbDataReader row) => new()
    {
        SecretId = row.GetGuid(0),
        SecretKey = row.GetString(1),
        SecretKeyNonce = row.GetString(2),
        Data = row.GetString(3),
        DataNonce = row.GetString(4),
        WriteDate = row.GetTime(5).WithOffset(),
        ReadCount = row.GetInt64(6),
    };

    private static (SealedTitle Title, string Tag) ReadTitle(DbDataReader row) => (
        new SealedTitle { SecretId = row.GetGuid(0), Title = row.GetString(1), TitleNonce = row.GetString(2) },
        row.GetString(3));
}
