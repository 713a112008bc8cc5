using System.Security.Cryptography;
using Org.BouncyCastle.Bcpg;
using Psono.Protocol.Cryptography;

namespace Psono.Cli.Commands.Gpg;

/// <summary>The public half of RSA, EdDSA and ECDSA, with numbers as OpenPGP has them.</summary>
internal static class OpenPgpAlgorithm
{
    private const string Ed25519Curve = "1.3.6.1.4.1.11591.15.1";

    // A point that is not compressed in any other way begins so.
    private const byte NativePoint = 0x40;

    public static bool CanSign(PublicKeyPacket key) => key.Key switch
    {
        RsaPublicBcpgKey => key.Algorithm is PublicKeyAlgorithmTag.RsaGeneral or PublicKeyAlgorithmTag.RsaSign,
        EdDsaPublicBcpgKey edDsa => edDsa.CurveOid.Id == Ed25519Curve,
        ECDsaPublicBcpgKey ecDsa => OpenPgpCurve.Of(ecDsa) is not null,
        _ => false,
    };

    /// <summary>The hash to sign with: gpg takes none that is shorter than the curve.</summary>
    public static HashAlgorithmName HashFor(PublicKeyPacket key) =>
        key.Key is ECDsaPublicBcpgKey ecDsa && OpenPgpCurve.Of(ecDsa) is { } curve ? curve.Hash : HashAlgorithmName.SHA256;

    /// <summary>For people, also if it is not supported.</summary>
    public static string NameOf(PublicKeyPacket key) => key.Key switch
    {
        RsaPublicBcpgKey rsa => $"RSA {rsa.Modulus.BitLength}",
        EdDsaPublicBcpgKey edDsa when edDsa.CurveOid.Id == Ed25519Curve => "Ed25519",
        ECDsaPublicBcpgKey ecDsa => $"ECDSA {OpenPgpCurve.Of(ecDsa)?.Name ?? ecDsa.CurveOid.Id}",
        DsaPublicBcpgKey => "DSA",
        ElGamalPublicBcpgKey => "ElGamal",
        ECPublicBcpgKey ec => $"{key.Algorithm} {ec.CurveOid.Id}",
        _ => $"number {(int)key.Algorithm}",
    };

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
            case (ECDsaPublicBcpgKey publicKey, [var r, var s]) when OpenPgpCurve.Of(publicKey) is { } curve:
                using (var ecDsa = curve.Create(publicKey, secret: null))
                    return ecDsa is not null && Fixed(r, curve.Size) is { } one && Fixed(s, curve.Size) is { } other
                        && ecDsa.VerifyHash(digest, (byte[])[.. one, .. other]);
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
