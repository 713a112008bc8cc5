using System.Globalization;
using System.Security.Cryptography;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.Sig;

namespace Psono.Cli.Commands.Gpg;

/// <summary>Detached signatures of version 4 over bytes (RFC 4880, section 5.2), as gpg makes and checks them.</summary>
internal static class OpenPgpSignature
{
    private const int Binary = 0x00;

    // What else is marked critical asks for an understanding that is not here.
    private static readonly SignatureSubpacketTag[] Understood =
    [
        SignatureSubpacketTag.CreationTime, SignatureSubpacketTag.ExpireTime, SignatureSubpacketTag.IssuerKeyId,
        SignatureSubpacketTag.IssuerFingerprint, SignatureSubpacketTag.SignerUserId, SignatureSubpacketTag.PolicyUrl,
    ];

    public static SignaturePacket Make(OpenPgpSecretKey key, Stream document, DateTimeOffset now)
    {
        SignatureSubpacket[] hashed =
        [
            new IssuerFingerprint(false, 4, key.Key.Fingerprint),
            new SignatureCreationTime(false, now.UtcDateTime),
        ];
        SignatureSubpacket[] unhashed = [new IssuerKeyId(false, key.Key.KeyId)];
        var hash = OpenPgpAlgorithm.HashFor(key.Key.Packet);
        var tag = Array.Find(
            [HashAlgorithmTag.Sha256, HashAlgorithmTag.Sha384, HashAlgorithmTag.Sha512], tag => HashName(tag, allowSha1: false) == hash);
        var digest = Digest(Packet([0, 0], []), document, hash);
        return Packet(
            digest[..2],
            Array.ConvertAll(key.Sign(digest, hash), number => new MPInteger(new Org.BouncyCastle.Math.BigInteger(1, number))));

        SignaturePacket Packet(byte[] start, MPInteger[] value) =>
            new(4, Binary, key.Key.KeyId, key.Key.Packet.Algorithm, tag, hashed, unhashed, start, value);
    }

    /// <summary>Checks the signatures in a file, of which there is one as a rule.</summary>
    public static SignatureVerdict Verify(OpenPgpKeyRing ring, Stream signature, Stream document, DateTimeOffset now)
    {
        var found = OpenPgpPackets.Read(signature, "the signature").OfType<SignaturePacket>().ToList();
        if (found is not [var packet])
            return new SignatureVerdict(found.Count == 0 ? "no signature in the file" : "the file contains more than one signature");
        if (ring.Find(packet.KeyId) is not { } key)
            return new SignatureVerdict($"the signature was made with a different key, {packet.KeyId:X16}");
        if (packet.Version != 4 || packet.SignatureType != Binary)
            return new SignatureVerdict("only version 4 signatures of binary documents are supported");
        if (Unsupported(key, ring.Primary) is { } algorithm)
            return new SignatureVerdict($"the signature cannot be checked: {algorithm}");
        if (HashName(packet.HashAlgorithm, allowSha1: false) is not { } hash)
            return new SignatureVerdict($"the signature uses {packet.HashAlgorithm}, which is not accepted");
        if (packet.GetHashedSubPackets().Any(part => part.IsCritical() && !Understood.Contains(part.SubpacketType)))
            return new SignatureVerdict("the signature contains an unknown critical subpacket");
        if (!IsBy(key, packet, document, allowSha1: false))
            return new SignatureVerdict("bad signature: the document or the signature was modified");

        // Only now is anything that the signature says worth something.
        var created = CreatedAt(packet);
        if (created is null || created > now.AddDays(1))
            return new SignatureVerdict(created is null
                ? "the signature has no creation time"
                : $"the signature was made {Time(created.Value)}, which is in the future by this machine's clock ({Time(now)})");
        if (ring.Refusal(key, created.Value) is { } refusal)
            return new SignatureVerdict($"the signature was made with a key that {refusal}");
        var lifetime = packet.GetHashedSubPackets().OfType<SignatureExpirationTime>().FirstOrDefault()?.Time ?? 0;
        return lifetime > 0 && created.Value.AddSeconds(lifetime) <= now
            ? new SignatureVerdict("the signature has expired")
            : new SignatureVerdict(null)
            {
                Signer = Convert.ToHexString(key.Fingerprint),
                Details = $"made {Time(created.Value)} with "
                    + $"{OpenPgpAlgorithm.NameOf(key.Packet)} and {hash.Name}",
            };
    }

    /// <summary>Whether the key made a signature over these bytes. Old keys describe themselves with SHA-1.</summary>
    public static bool IsBy(OpenPgpKey key, SignaturePacket signature, Stream signed, bool allowSha1) =>
        signature.KeyId == key.KeyId
        && signature.KeyAlgorithm == key.Packet.Algorithm
        && HashName(signature.HashAlgorithm, allowSha1) is { } hash
        && OpenPgpAlgorithm.Verify(key.Packet, hash, Digest(signature, signed, hash), signature.GetSignature());

    /// <summary>When a signature was made, as far as it can be believed: the part that says so has to be signed.</summary>
    public static DateTimeOffset? CreatedAt(SignaturePacket signature) =>
        signature.GetHashedSubPackets().OfType<SignatureCreationTime>().FirstOrDefault() is { } time
            ? new DateTimeOffset(time.GetTime(), TimeSpan.Zero)
            : null;

    private static byte[] Digest(SignaturePacket signature, Stream signed, HashAlgorithmName name)
    {
        using var hash = IncrementalHash.CreateHash(name);
        var buffer = new byte[64 * 1024];
        while (signed.Read(buffer) is > 0 and var length)
            hash.AppendData(buffer.AsSpan(0, length));
        hash.AppendData(signature.GetSignatureTrailer());
        return hash.GetHashAndReset();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>What binds the key to the ring has to be checked as well.</summary>
    private static string? Unsupported(OpenPgpKey key, OpenPgpKey primary) =>
        !OpenPgpAlgorithm.CanSign(key.Packet) ? $"keys of this algorithm ({OpenPgpAlgorithm.NameOf(key.Packet)}) are not supported"
        : !OpenPgpAlgorithm.CanSign(primary.Packet)
            ? $"primary keys of this algorithm ({OpenPgpAlgorithm.NameOf(primary.Packet)}) are not supported"
        : null;

    private static HashAlgorithmName? HashName(HashAlgorithmTag tag, bool allowSha1) => tag switch
    {
        HashAlgorithmTag.Sha256 => HashAlgorithmName.SHA256,
        HashAlgorithmTag.Sha384 => HashAlgorithmName.SHA384,
        HashAlgorithmTag.Sha512 => HashAlgorithmName.SHA512,
        HashAlgorithmTag.Sha1 when allowSha1 => HashAlgorithmName.SHA1,
        _ => null,
    };
}
