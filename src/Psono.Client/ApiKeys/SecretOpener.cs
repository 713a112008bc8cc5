using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;

namespace Psono.Client.ApiKeys;

/// <summary>Opens what was sealed for an API key. What does not open is named, never used.</summary>
internal sealed class SecretOpener(Guid apiKeyId, SecretKey apiSecretKey)
{
    private readonly GrantBinding _binding = new(apiSecretKey, apiKeyId);

    /// <summary>Refuses secrets of which nobody can tell whether the server swapped them.</summary>
    public bool RequireBound { get; set; }

    /// <summary>Opens a secret with its key, which is disposed of with the result.</summary>
    public (OpenedSecret Secret, SecretKey Key) OpenWithKey(SealedSecret secret)
    {
        var key = OpenKey(secret, out var isBound);
        try
        {
            return (OpenedSecret.Open(secret.Id, secret.WriteDate, key, secret.Data, secret.DataNonce, isBound), key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public OpenedSecret Open(SealedSecret secret)
    {
        var (opened, key) = OpenWithKey(secret);
        key.Dispose();
        return opened;
    }

    /// <summary>All of them or none.</summary>
    public IReadOnlyList<OpenedSecret> OpenAll(IReadOnlyList<SealedSecret> secrets)
    {
        var opened = new List<OpenedSecret>(secrets.Count);
        try
        {
            foreach (var secret in secrets)
                opened.Add(Open(secret));
            return opened;
        }
        catch
        {
            opened.ForEach(secret => secret.Dispose());
            throw;
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
            : new PsonoApiException(
                PsonoFailure.Unbound, $"the grant of secret {secret.Id} is not bound: the server could have swapped it for another one");
    }
}
