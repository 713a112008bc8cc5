using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Bcpg.Sig;

namespace Psono.Cli.Commands.Gpg;

/// <summary>A key of a ring, and what the ring's own signatures say of it.</summary>
internal sealed class OpenPgpKey
{
    private readonly bool _isPrimary;
    private SignaturePacket? _latest;
    private bool _isRevoked;

    public OpenPgpKey(PublicKeyPacket packet, SecretKeyPacket? secret, bool isPrimary)
    {
        Packet = packet;
        Secret = secret;
        _isPrimary = isPrimary;
        var body = packet.GetEncodedContents();
        Hashed = [0x99, (byte)(body.Length >> 8), (byte)body.Length, .. body];
        Fingerprint = PgpPublicKey.CalculateFingerprint(packet);
        KeyId = PublicKeyPacket.GetKeyID(packet, Fingerprint);
    }

    public PublicKeyPacket Packet { get; }

    public SecretKeyPacket? Secret { get; }

    public byte[] Fingerprint { get; }

    public long KeyId { get; }

    /// <summary>The key as it goes into signatures over it.</summary>
    public byte[] Hashed { get; }

    private long Created => new DateTimeOffset(Packet.GetTime(), TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>Takes in what the owner says of the key; the latest word counts, and a revocation for ever.</summary>
    public void Learn(SignaturePacket statement, bool revocation)
    {
        _isRevoked |= revocation;
        if (!revocation && (_latest is null || OpenPgpSignature.CreatedAt(statement) >= OpenPgpSignature.CreatedAt(_latest)))
            _latest = statement;
    }

    /// <summary>Why the key cannot have made a signature at that time; null if it can.</summary>
    public string? Refusal(DateTimeOffset time)
    {
        if (!OpenPgpAlgorithm.CanSign(Packet))
            return $"is of an algorithm ({OpenPgpAlgorithm.NameOf(Packet)}) that is not supported: RSA, Ed25519 and ECDSA are";
        if (_isRevoked)
            return "is revoked";
        if (!_isPrimary && _latest is null)
            return "is not bound to the primary key";
        var flags = _latest?.GetHashedSubPackets().OfType<KeyFlags>().FirstOrDefault()?.Flags;
        if (flags is null ? !_isPrimary : (flags & KeyFlags.SignData) == 0)
            return "may not sign";
        var seconds = _latest?.GetHashedSubPackets().OfType<KeyExpirationTime>().FirstOrDefault()?.Time ?? 0;
        var at = time.ToUnixTimeSeconds();
        if (seconds > 0 && at >= Created + seconds)
            return "had expired";
        return at < Created ? "was made later" : null;
    }
}
