using System.Buffers.Binary;
using System.Security.Cryptography;
using Org.BouncyCastle.Bcpg;
using Psono.Client;
using Psono.Protocol.Cryptography;

namespace Psono.Cli.Commands.Gpg;

/// <summary>The private half of a key, opened. Disposing of it zeroes it.</summary>
internal sealed class OpenPgpSecretKey : IDisposable
{
    private const int ChecksumSize = 2;

    private readonly Guid _id;
    private readonly byte[] _material;

    private OpenPgpSecretKey(OpenPgpKey key, Guid id, byte[] material)
    {
        Key = key;
        _id = id;
        _material = material;
    }

    public OpenPgpKey Key { get; }

    /// <summary>Whether gpg left the private half elsewhere, on a card or offline.</summary>
    public static bool IsStub(SecretKeyPacket secret) => secret.S2k?.Type == S2k.GnuDummyS2K;

    public static OpenPgpSecretKey Open(OpenPgpKey key, Guid id, Func<string> passphrase)
    {
        var secret = key.Secret!;
        var data = secret.GetSecretKeyData();
        if (secret.S2kUsage != SecretKeyPacket.UsageNone)
        {
            if (secret.S2kUsage != SecretKeyPacket.UsageSha1)
                throw new PsonociException("gpg-key", $"the private key of secret {id} is protected in a way that is not supported",
                    "export it again with gpg --export-secret-keys");
            data = OpenPgpProtection.Remove(secret, passphrase()) ?? throw new PsonociException(
                "passphrase", $"incorrect passphrase for the private key of secret {id}");
            return new OpenPgpSecretKey(key, id, data);
        }

        var sum = (ushort)data.SkipLast(ChecksumSize).Sum(value => value);
        return data.Length > ChecksumSize && BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(^ChecksumSize..)) == sum
            ? new OpenPgpSecretKey(key, id, data[..^ChecksumSize])
            : throw Damaged(id);
    }

    private static PsonoApiException Damaged(Guid id) =>
        new(PsonoFailure.InvalidContent, $"the private key of secret {id} is corrupted");

    /// <summary>
    /// The numbers of a signature over a digest, which verify with the public key: those of a damaged key could give the key away.
    /// </summary>
    /// <exception cref="PsonoApiException">The key is damaged.</exception>
    public byte[][] Sign(byte[] digest, HashAlgorithmName hash)
    {
        try
        {
            var signature = Compute(digest, hash);
            var numbers = Array.ConvertAll(signature, number => new MPInteger(new Org.BouncyCastle.Math.BigInteger(1, number)));
            if (OpenPgpAlgorithm.Verify(Key.Packet, hash, digest, numbers))
                return signature;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Falls through: numbers that are cut off, do not belong together, or are too large are refused by whoever meets them first.
        }

        throw Damaged(_id);
    }

    private byte[][] Compute(byte[] digest, HashAlgorithmName hash)
    {
        var input = new BcpgInputStream(new MemoryStream(_material, writable: false));
        if (Key.Packet.Key is ECDsaPublicBcpgKey point && OpenPgpCurve.Of(point) is { } curve)
        {
            var number = Fixed(new ECSecretBcpgKey(input).X, curve.Size);
            using var ecDsa = curve.Create(point, number) ?? throw Damaged(_id);
            CryptographicOperations.ZeroMemory(number);
            var both = ecDsa.SignHash(digest);
            return [both[..curve.Size], both[curve.Size..]];
        }

        if (Key.Packet.Key is not RsaPublicBcpgKey publicKey)
        {
            using var seed = SecretKey.FromBytes(Fixed(new EdSecretBcpgKey(input).X, SecretKey.Size));
            var signature = Ed25519.Sign(seed, digest);
            return [signature[..32], signature[32..]];
        }

        var secret = new RsaSecretBcpgKey(input);
        var size = publicKey.Modulus.ToByteArrayUnsigned().Length;
        var half = (size + 1) / 2;
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = publicKey.Modulus.ToByteArrayUnsigned(),
            Exponent = publicKey.PublicExponent.ToByteArrayUnsigned(),
            D = Fixed(secret.PrivateExponent, size),
            P = Fixed(secret.PrimeP, half),
            Q = Fixed(secret.PrimeQ, half),
            DP = Fixed(secret.PrimeExponentP, half),
            DQ = Fixed(secret.PrimeExponentQ, half),
            InverseQ = Fixed(secret.CrtCoefficient, half),
        });
        return [rsa.SignHash(digest, hash, RSASignaturePadding.Pkcs1)];
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_material);

    private static byte[] Fixed(Org.BouncyCastle.Math.BigInteger number, int length)
    {
        var bytes = number.ToByteArrayUnsigned();
        return [.. new byte[Math.Max(0, length - bytes.Length)], .. bytes];
    }
}
