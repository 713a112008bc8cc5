using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Psono.Protocol.Cryptography;

/// <summary>
/// NaCl <c>crypto_box</c>: the secretbox whose key is HSalsa20(X25519(private, public), 0) (Bernstein, "Cryptography in NaCl", section 5).
/// Both parties derive the same key, so either can open what the other sealed. Layout and sizes as <see cref="SecretBox"/>.
/// </summary>
/// <remarks>A public key of low order (all-zero shared secret, RFC 7748 section 6.1) is refused.</remarks>
public static class Box
{
    /// <summary>
    /// Seals from the owner of <paramref name="privateKey"/> to the owner of <paramref name="publicKey"/> under a random nonce.
    /// </summary>
    /// <exception cref="CryptographicException">The public key is of low order.</exception>
    public static SealedText Seal(SecretKey privateKey, PublicKey publicKey, ReadOnlySpan<byte> plaintext)
    {
        using var shared = Agree(privateKey, publicKey);
        return SecretBox.SealWith(shared.Bytes, plaintext);
    }

    /// <inheritdoc cref="Seal(SecretKey, PublicKey, ReadOnlySpan{byte})"/>
    public static SealedText Seal(SecretKey privateKey, PublicKey publicKey, string plaintext)
    {
        using var shared = Agree(privateKey, publicKey);
        return SecretBox.SealWith(shared.Bytes, plaintext);
    }

    /// <summary>Seals the hex text of a key.</summary>
    /// <exception cref="CryptographicException">The public key is of low order.</exception>
    public static SealedText SealKey(SecretKey privateKey, PublicKey publicKey, SecretKey inner)
    {
        using var shared = Agree(privateKey, publicKey);
        return SecretBox.SealKeyWith(shared.Bytes, inner);
    }

    /// <summary>Opens what the owner of <paramref name="publicKey"/> sealed. The caller zeroes the result if it is secret.</summary>
    /// <returns>The plaintext, or <see langword="null"/> when it is not hex, not authentic, or the public key is of low order.</returns>
    public static byte[]? Open(SecretKey privateKey, PublicKey publicKey, string? textHex, string? nonceHex)
    {
        using var shared = TryAgree(privateKey, publicKey);
        return shared is null ? null : SecretBox.OpenWith(shared.Bytes, textHex, nonceHex);
    }

    /// <summary>Opens a key sealed by <see cref="SealKey"/>.</summary>
    public static SecretKey? OpenKey(SecretKey privateKey, PublicKey publicKey, string? textHex, string? nonceHex)
    {
        using var shared = TryAgree(privateKey, publicKey);
        return shared is null ? null : SecretBox.OpenKeyWith(shared.Bytes, textHex, nonceHex);
    }

    private static SecretKey Agree(SecretKey privateKey, PublicKey publicKey) =>
        TryAgree(privateKey, publicKey) ?? throw new CryptographicException("the public key is of low order");

    internal static SecretKey? TryAgree(SecretKey privateKey, PublicKey publicKey)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        ArgumentNullException.ThrowIfNull(publicKey);

        Span<byte> shared = stackalloc byte[32];
        try
        {
            if (!X25519.CalculateAgreement(privateKey.Bytes, publicKey.Bytes, shared))
                return null;

            HSalsa20.DeriveKey(shared, shared);
            return SecretKey.FromBytes(shared);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(shared);
        }
    }
}
