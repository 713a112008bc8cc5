using System.Security.Cryptography;

namespace Psono.Client.ApiKeys.Caching;

/// <summary>What the cache of an API key holds. Disposing of it zeroes what was read from its file.</summary>
internal sealed class CacheContent : KnownSecrets, IDisposable
{
    private readonly List<byte[]> _files = [];

    /// <summary>Nothing yet.</summary>
    public CacheContent()
    {
    }

    /// <summary>For what is read from a file.</summary>
    public CacheContent(byte[] file) => _files.Add(file);

    /// <summary>Whether that is what this was read from: nobody has written since.</summary>
    public bool IsOf(byte[]? file) => file.AsSpan().SequenceEqual(_files.FirstOrDefault());

    /// <summary>Whether it is here as bound, or as not bound, as it was opened.</summary>
    public bool HasBound(OpenedSecret opened) => (Secrets[opened.SecretId].Secret as KeptSecret)?.IsBound == opened.IsBound;

    /// <summary>Keeps what was confirmed as it was opened.</summary>
    public void Keep(IEnumerable<OpenedSecret> opened)
    {
        foreach (var secret in opened)
        {
            var known = Secrets[secret.SecretId];
            Secrets[secret.SecretId] = known with { Secret = KeptSecret.Of(secret, known.Secret.Version) };
        }
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
            if (!SeenVersions.IsBefore(ours.WriteDate, theirs.WriteDate) || !Secrets.ContainsKey(id))
                continue;

            // Older than what has been seen: theirs, or nothing.
            if (other.Secrets.TryGetValue(id, out var newer))
                Secrets[id] = newer;
            else
                Secrets.Remove(id);
            Tags.Clear();
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
            CryptographicOperations.ZeroMemory(file);
    }
}
