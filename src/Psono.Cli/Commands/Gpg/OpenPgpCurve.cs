using System.Security.Cryptography;
using Org.BouncyCastle.Bcpg;

namespace Psono.Cli.Commands.Gpg;

/// <summary>The curves of ECDSA (RFC 6637, RFC 9580), computed by the base library.</summary>
internal sealed record OpenPgpCurve(string Oid, string Name, int Size, HashAlgorithmName Hash)
{
    // A point that is not compressed begins so.
    private const byte Uncompressed = 0x04;

    private static readonly OpenPgpCurve[] All =
    [
        new("1.2.840.10045.3.1.7", "NIST P-256", 32, HashAlgorithmName.SHA256),
        new("1.3.132.0.34", "NIST P-384", 48, HashAlgorithmName.SHA384),
        new("1.3.132.0.35", "NIST P-521", 66, HashAlgorithmName.SHA512),
        new("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 32, HashAlgorithmName.SHA256),
        new("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 48, HashAlgorithmName.SHA384),
        new("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 64, HashAlgorithmName.SHA512),
        new("1.3.132.0.10", "secp256k1", 32, HashAlgorithmName.SHA256),
    ];

    public static OpenPgpCurve? Of(ECPublicBcpgKey key) => Array.Find(All, curve => curve.Oid == key.CurveOid.Id);

    /// <summary>The key, or its public half; null if it is no point of the curve, or the machine does not know the curve.</summary>
    public ECDsa? Create(ECPublicBcpgKey key, byte[]? secret)
    {
        if (key.EncodedPoint.ToByteArrayUnsigned() is not [Uncompressed, .. var point] || point.Length != 2 * Size)
            return null;
        try
        {
            return ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.CreateFromValue(Oid),
                Q = new ECPoint { X = point[..Size], Y = point[Size..] },
                D = secret,
            });
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return null;
        }
    }
}
