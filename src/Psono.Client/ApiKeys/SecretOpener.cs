using Psono.Client.ApiKeys.Caching;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;

namespace Psono.Client.ApiKeys;

/// <summary>Opens what was sealed for an API key. What does not open is named, never used.</summary>
internal sealed class SecretOpener(Guid apiKeyId, SecretKey apiSecretKey)
{
    /// <summary>So many that waking other processors up pays.</summary>
    private const int WorthSharing = 64;

    private readonly GrantBinding _binding = new(apiSecretKey, apiKeyId);

    /// <summary>Refuses secrets of which nobody can tell whether the server swapped them.</summary>
    public bool RequireBound { get; set; }

    /// <summary>Opens a secret with its key, which is disposed of with the result.</summary>
    public (OpenedSecret Secret, SecretKey Key) OpenWithKey(SealedSecret secret)
    {
        var key = OpenKey(secret, out var isBound);
        try
        {
            return (OpenedSecret.Open(secret, key, isBound), key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public OpenedSecret Open(OpenableSecret secret)
    {
        if (secret is KeptSecret kept)
            return kept.IsBound || !RequireBound ? OpenedSecret.Copy(kept) : throw Unbound(kept.Id);
        var (opened, key) = OpenWithKey((SealedSecret)secret);
        key.Dispose();
        return opened;
    }

    /// <summary>All of them or none.</summary>
    public IReadOnlyList<OpenedSecret> OpenAll(IReadOnlyList<OpenableSecret> secrets)
    {
        var opened = new OpenedSecret?[secrets.Count];
        try
        {
            // A browser has one processor, and nothing there may be waited for.
            var isShared = Environment.ProcessorCount > 1 && secrets.Count(secret => secret is SealedSecret) >= WorthSharing;
            if (!isShared || !TryOpenShared(secrets, opened))
            {
                for (var i = 0; i < opened.Length; i++)
                    opened[i] ??= Open(secrets[i]);
            }

            return opened!;
        }
        catch
        {
            foreach (var secret in opened)
                secret?.Dispose();
            throw;
        }
    }

    /// <summary>By all processors. If one does not open, which is named is decided by going through them in order.</summary>
    private bool TryOpenShared(IReadOnlyList<OpenableSecret> secrets, OpenedSecret?[] opened)
    {
        try
        {
            Parallel.For(
                0,
                opened.Length,
                () => new SecretOpener(apiKeyId, apiSecretKey) { RequireBound = RequireBound },
                (i, _, opener) =>
                {
                    opened[i] = opener.Open(secrets[i]);
                    return opener;
                },
                _ => { });
            return true;
        }
        catch (AggregateException)
        {
            return false;
        }
    }

    private SecretKey OpenKey(SealedSecret secret, out bool isBound)
    {
        var key = SecretBox.OpenKey(apiSecretKey, secret.SecretKey, secret.SecretKeyNonce) ?? throw new PsonoApiException(
            PsonoFailure.NotAuthentic, $"the key of secret {secret.Id} does not open with the secret key of the API key {apiKeyId}");
        var verdict = _binding.Check(secret.Id, key, secret.SecretKeyNonce);
        isBound = verdict == GrantBindingVerdict.Bound;
        if (isBound || (verdict == GrantBindingVerdict.Unbound && !RequireBound))
            return key;
        key.Dispose();
        throw verdict == GrantBindingVerdict.Swapped
            ? new PsonoApiException(PsonoFailure.Swapped, $"the server handed out another secret in place of secret {secret.Id}")
            : Unbound(secret.Id);
    }

    private static PsonoApiException Unbound(Guid id) => new(
        PsonoFailure.Unbound, $"the grant of secret {id} is not bound: the server could have swapped it for another one");
}
