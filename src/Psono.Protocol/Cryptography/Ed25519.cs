using Rfc8032 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Psono.Protocol.Cryptography;

/// <summary>
/// Ed25519 detached signatures (RFC 8032). Seed 32 bytes, verify key 32 bytes, signature 64 bytes.
/// The protocol uses the X25519 private key of a server or an API key as seed (part 1, section 3).
/// </summary>
public static class Ed25519
{
    /// <summary>Length of a verify key in bytes.</summary>
    public const int VerifyKeySize = 32;

    /// <summary>Length of a signature in bytes.</summary>
    public const int SignatureSize = 64;

    /// <summary>The verify key of <paramref name="seed"/>.</summary>
    public static byte[] VerifyKey(SecretKey seed)
    {
        ArgumentNullException.ThrowIfNull(seed);
        var key = new byte[VerifyKeySize];
        Rfc8032.GeneratePublicKey(seed.Bytes, key);
        return key;
    }

    /// <summary>Signs <paramref name="message"/>.</summary>
    public static byte[] Sign(SecretKey seed, ReadOnlySpan<byte> message)
    {
        ArgumentNullException.ThrowIfNull(seed);
        var copy = seed.Bytes.ToArray();
        try
        {
            var signature = new byte[SignatureSize];
            Rfc8032.Sign(copy, 0, message.ToArray(), 0, message.Length, signature, 0);
            return signature;
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Checks a signature. Wrong lengths are a wrong signature.</summary>
    public static bool Verify(ReadOnlySpan<byte> verifyKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        verifyKey.Length == VerifyKeySize
        && signature.Length == SignatureSize
        && Rfc8032.Verify(signature.ToArray(), 0, verifyKey.ToArray(), 0, message.ToArray(), 0, message.Length);
}
