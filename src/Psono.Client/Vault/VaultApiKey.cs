using Psono.Protocol.Cryptography;

namespace Psono.Client.Vault;

/// <summary>An API key with its opened keys. Disposing of it zeroes them.</summary>
public sealed class VaultApiKey : IDisposable
{
    internal VaultApiKey(Guid id, VaultApiKeyRights rights, bool isActive, SecretKey secretKey, SecretKey privateKey)
    {
        Id = id;
        Rights = rights;
        IsActive = isActive;
        SecretKey = secretKey;
        PrivateKey = privateKey;
    }

    /// <summary>Gets the id.</summary>
    public Guid Id { get; }

    /// <summary>Gets the title and what the key may do.</summary>
    public VaultApiKeyRights Rights { get; }

    /// <summary>Gets a value indicating whether the key may be used.</summary>
    public bool IsActive { get; }

    /// <summary>
    /// Gets when a client last came with the key, as the server told it; <see langword="null"/> for never, and if the server does not tell.
    /// </summary>
    public string? LastUse { get; init; }

    /// <summary>Gets the network address from which that was; <see langword="null"/> if the server does not tell.</summary>
    public string? LastAddress { get; init; }

    /// <summary>Gets the API secret key, which opens the granted secrets.</summary>
    public SecretKey SecretKey { get; }

    /// <summary>Gets the private key, with which a session is opened.</summary>
    public SecretKey PrivateKey { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        SecretKey.Dispose();
        PrivateKey.Dispose();
    }
}
