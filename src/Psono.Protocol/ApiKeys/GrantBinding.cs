using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.ApiKeys;

// docs/decisions/0057
/// <summary>
/// Binds the key of a secret, sealed for an API key, to the ids of both, so that a server cannot hand out another secret in its place. The
/// nonce says it: 8 bytes that only a client of ours makes, then 16 bytes over the ids. It is authenticated, so nobody can take it away,
/// and for all others it is a nonce as any. Protocol part 5, section 12.
/// </summary>
public sealed class GrantBinding
{
    private const int MarkSize = 8;

    private readonly SecretKey _apiSecretKey;
    private readonly Guid _apiKeyId;

    /// <summary>Has its key for good, and is at the beginning again after each use; one user at a time.</summary>
    private readonly HMac _mac = new(new Sha256Digest());
    private readonly Lock _lock = new();

    /// <summary>For the grants of one API key.</summary>
    /// <param name="apiSecretKey">The secret key of the API key. It is not disposed of with this.</param>
    /// <param name="apiKeyId">The id of the API key.</param>
    public GrantBinding(SecretKey apiSecretKey, Guid apiKeyId)
    {
        _apiSecretKey = apiSecretKey;
        _apiKeyId = apiKeyId;
        using var key = KeyDerivation.Derive(apiSecretKey, KeyPurpose.GrantBinding);
        _mac.Init(new KeyParameter(key.Bytes));
    }

    /// <summary>Seals the key of a secret for the API key.</summary>
    /// <param name="secretId">The id of the secret.</param>
    /// <param name="secretKey">The key of the secret.</param>
    /// <returns>What <c>PUT /api-key/secret/</c> takes as <c>secret_key</c> and <c>secret_key_nonce</c>.</returns>
    public SealedText Seal(Guid secretId, SecretKey secretKey)
    {
        Span<byte> nonce = stackalloc byte[SecretBox.NonceSize];
        Compute(secretId, secretKey, nonce);
        return SecretBox.SealKeyUnder(nonce, _apiSecretKey, secretKey);
    }

    /// <summary>Tells whether a grant was made for this secret and this API key.</summary>
    /// <param name="secretId">The id of the secret that was asked for.</param>
    /// <param name="secretKey">The opened key of the secret.</param>
    /// <param name="nonceHex">The nonce under which the key was sealed: 48 hex digits.</param>
    /// <returns>The verdict.</returns>
    public GrantBindingVerdict Check(Guid secretId, SecretKey secretKey, string? nonceHex)
    {
        Span<byte> nonce = stackalloc byte[SecretBox.NonceSize];
        return Encodings.Hex.TryDecode(nonceHex.AsSpan(), nonce)
            ? Check(secretId, secretKey, nonce)
            : GrantBindingVerdict.Unbound;
    }

    /// <summary>The same for bytes.</summary>
    /// <param name="secretId">The id of the secret that was asked for.</param>
    /// <param name="secretKey">The opened key of the secret.</param>
    /// <param name="nonce">The nonce under which the key was sealed: 24 bytes.</param>
    /// <returns>The verdict.</returns>
    public GrantBindingVerdict Check(Guid secretId, SecretKey secretKey, ReadOnlySpan<byte> nonce)
    {
        if (nonce.Length != SecretBox.NonceSize)
            return GrantBindingVerdict.Unbound;
        Span<byte> expected = stackalloc byte[SecretBox.NonceSize];
        Compute(secretId, secretKey, expected);
        if (!CryptographicOperations.FixedTimeEquals(nonce[..MarkSize], expected[..MarkSize]))
            return GrantBindingVerdict.Unbound;
        return CryptographicOperations.FixedTimeEquals(nonce[MarkSize..], expected[MarkSize..])
            ? GrantBindingVerdict.Bound
            : GrantBindingVerdict.Swapped;
    }

    private void Compute(Guid secretId, SecretKey secretKey, Span<byte> nonce)
    {
        ArgumentNullException.ThrowIfNull(secretKey);
        Span<byte> ids = stackalloc byte[32];
        _apiKeyId.TryWriteBytes(ids, bigEndian: true, out _);
        secretId.TryWriteBytes(ids[16..], bigEndian: true, out _);
        Mac("grant"u8, secretKey, nonce[..MarkSize]);
        Mac(ids, secretKey, nonce[MarkSize..]);
    }

    private void Mac(ReadOnlySpan<byte> what, SecretKey secretKey, Span<byte> start)
    {
        Span<byte> code = stackalloc byte[32];
        lock (_lock)
        {
            _mac.BlockUpdate(what);
            _mac.BlockUpdate(secretKey.Bytes);
            _mac.DoFinal(code);
        }

        code[..start.Length].CopyTo(start);
    }
}
