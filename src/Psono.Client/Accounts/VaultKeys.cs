using Psono.Protocol.Cryptography;

namespace Psono.Client.Accounts;

/// <summary>The opened keys of an account.</summary>
internal sealed class VaultKeys(SecretKey userSecretKey, SecretKey userPrivateKey) : IDisposable
{
    /// <summary>Seals the keys of datastores and API keys.</summary>
    public SecretKey UserSecretKey { get; } = userSecretKey;

    public SecretKey UserPrivateKey { get; } = userPrivateKey;

    public static VaultKeys Of(VaultSession session) => new(Parse(session.UserSecretKey), Parse(session.UserPrivateKey));

    public static SecretKey Parse(string hex) => SecretKey.TryFromHex(hex.AsSpan(), out var key)
        ? key!
        : throw new PsonoApiException(PsonoFailure.InvalidContent, "the session holds a key that is none");

    public void Dispose()
    {
        UserSecretKey.Dispose();
        UserPrivateKey.Dispose();
    }
}
