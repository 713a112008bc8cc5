using System.Collections.Concurrent;
using Psono.Server.Data;

namespace Psono.Server.ApiKeys;

/// <summary>
/// What API keys have read since the last change to the database, everything sealed, so that the same read costs no second query. Any
/// change, of whatever by whomever, makes all of it worthless: it never answers what the database would not. Only where this process alone
/// changes the database (SQLite).
/// </summary>
internal sealed class RecentReads(Database database)
{
    /// <summary>Nothing more is kept until the next change, which under load comes every second with the stored read counts.</summary>
    private const int MaximumBytes = 8 << 20;

    /// <summary>About what an entry takes besides its data.</summary>
    private const int EntryBytes = 1024;

    private Generation _current = new(0);

    public async Task<AccessedSecret?> GetAsync(Guid keyId, Guid secretId, Func<Task<AccessedSecret?>> read)
    {
        // The version before the read: a change during it makes what was read worthless.
        if (database.Version is not { } version)
            return await read();

        var generation = At(version);
        if (generation.Secrets.TryGetValue((keyId, secretId), out var known))
            return known;

        var secret = await read();
        if (secret is not null && Interlocked.Add(ref generation.Bytes, EntryBytes + secret.Data.Length) <= MaximumBytes)
            generation.Secrets[(keyId, secretId)] = secret;
        return secret;
    }

    private Generation At(long version)
    {
        var current = Volatile.Read(ref _current);
        if (current.Version == version)
            return current;

        var next = new Generation(version);
        Volatile.Write(ref _current, next);
        return next;
    }

    private sealed class Generation(long version)
    {
        public readonly long Version = version;

        public readonly ConcurrentDictionary<(Guid KeyId, Guid SecretId), AccessedSecret> Secrets = new();

        public int Bytes;
    }
}
