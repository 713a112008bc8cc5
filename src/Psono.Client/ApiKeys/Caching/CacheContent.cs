using System.Security.Cryptography;

namespace Psono.Client.ApiKeys.Caching;

/// <summary>What the cache of an API key holds. Disposing of it zeroes what was read from a file.</summary>
internal sealed class CacheContent : KnownSecrets, IDisposable
{
    private readonly List<byte[]> _files = [];

    /// <summary>Whether it is here as bound, or as not bound, as it was opened.</summary>
    public bool HasBound(OpenedSecret opened) => (Secrets[opened.SecretId].Secret as KeptSecret)?.IsBound == opened.IsBound;

    /// <summary>Keeps what was confirmed as it was opened.</summary>
    public void Keep(IEnumerable<OpenedSecret> opened)
    {
        foreach (var secret in opened)
            Secrets[secret.SecretId] = Secrets[secret.SecretId] with { Secret = KeptSecret.Of(secret) };
    }

    /// <summary>Takes over from another process what it has seen since this was read.</summary>
    public void Adopt(CacheContent other)
    {
        _files.AddRange(other._files);
        foreach (var (id, theirs) in other.Seen)
        {
            if (!Seen.TryGetValue(id, out var ours))
            {
                Seen[id] = theirs;
                continue;
            }

            Seen[id] = ours.With(theirs);
            if (!SeenVersions.IsBefore(ours.WriteDate, theirs.WriteDate)
                || !Secrets.ContainsKey(id)
                || !other.Secrets.TryGetValue(id, out var newer))
                continue;
            Secrets[id] = newer;
            Tags.Clear();
        }
    }

    /// <summary>Has something zeroed with this.</summary>
    public void Own(byte[] file) => _files.Add(file);

    public void Dispose()
    {
        foreach (var file in _files)
            CryptographicOperations.ZeroMemory(file);
    }
}
