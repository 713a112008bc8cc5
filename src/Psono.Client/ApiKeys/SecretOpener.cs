using Psono.Protocol.Cryptography;

namespace Psono.Client.ApiKeys;

/// <summary>Opens what was sealed for an API key. What does not open is named, never used.</summary>
internal sealed class SecretOpener(Guid apiKeyId, SecretKey apiSecretKey)
{
    public SecretKey OpenKey(SealedSecret secret) =>
        SecretBox.OpenKey(apiSecretKey, secret.SecretKey, secret.SecretKeyNonce) ?? throw new PsonoApiException(
            PsonoFailure.NotAuthentic, $"the key of secret {secret.Id} does not open with the secret key of the API key {apiKeyId}");

    public OpenedSecret Open(SealedSecret secret)
    {
        using var key = OpenKey(secret);
        return Open(secret, key);
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

    public static OpenedSecret Open(SealedSecret secret, SecretKey key) =>
        OpenedSecret.Open(secret.Id, secret.WriteDate, key, secret.Data, secret.DataNonce);
}
