using System.Security.Cryptography;
using Org.BouncyCastle.Bcpg;
using Psono.Protocol.Cryptography;

namespace Psono.Cli.Commands.Gpg;

/// <summary>The public half of RSA and EdDSA, with numbers as OpenPGP has them.</summary>
internal static class OpenPgpAlgorithm
{
    private const string Ed25519Curve = "1.3.6.1.4.1.11591.15.1";

    // A point that is not compressed in any other way begins so.
    private const byte NativePoint = 0x40;

    public static bool CanSign(PublicKeyPacket key) => key.Key switch
    {
        RsaPublicBcpgKey => key.Algorithm is PublicKeyAlgorithmTag.RsaGeneral or PublicKeyAlgorithmTag.RsaSign,
        EdDsaPublicBcpgKey edDsa => edDsa.CurveOid.Id == Ed25519Curve,
        _ => false,
    };

    public static string NameOf(PublicKeyPacket key) => key.Key is RsaPublicBcpgKey rsa ? $"RSA {rsa.Modulus.BitLength}" : "Ed25519";

    public static bool Verify(PublicKeyPacket key, HashAlgorithmName hash, byte[] digest, MPInteger[] signature)
    {
        switch (key.Key, signature)
        {
            case (RsaPublicBcpgKey publicKey, [var value]):
                var modulus = publicKey.Modulus.ToByteArrayUnsigned();
                if (Fixed(value, modulus.Length) is not { } bytes)
                    return false;
                using (var rsa = RSA.Create(
                    new RSAParameters { Modulus = modulus, Exponent = publicKey.PublicExponent.ToByteArrayUnsigned() }))
                    return rsa.VerifyHash(digest, bytes, hash, RSASignaturePadding.Pkcs1);
            case (EdDsaPublicBcpgKey publicKey, [var r, var s]) when CanSign(key):
                return publicKey.EncodedPoint.ToByteArrayUnsigned() is [NativePoint, .. var point]
                    && Fixed(r, Ed25519.VerifyKeySize) is { } first && Fixed(s, Ed25519.VerifyKeySize) is { } second
                    && Ed25519.Verify(point, digest, [.. first, .. second]);
            default:
                return false;
        }
    }

    /// <summary>A number in so many bytes; null if it needs more.</summary>
    private static byte[]? Fixed(MPInteger number, int length)
    {
        var bytes = number.Value.ToByteArrayUnsigned();
        return bytes.Length <= length ? [.. new byte[length - bytes.Length], .. bytes] : null;
    }
}
