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
    private bool _agrees;

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
    /// <param name="statement">A signature by the primary key.</param>
    /// <param name="revocation">Whether it revokes the key.</param>
    /// <param name="agrees">Whether it holds the subkey's own signature over the binding.</param>
    public void Learn(SignaturePacket statement, bool revocation, bool agrees)
    {
        _isRevoked |= revocation;
        if (!revocation && (_latest is null || OpenPgpSignature.CreatedAt(statement) >= OpenPgpSignature.CreatedAt(_latest)))
            (_latest, _agrees) = (statement, agrees);
    }

    /// <summary>Why neither the key nor, if it is the primary one, any other of the ring counts at that time; null if it does.</summary>
    public string? Lapse(DateTimeOffset time)
    {
        if (_isRevoked)
            return "is revoked";
        var seconds = _latest?.GetHashedSubPackets().OfType<KeyExpirationTime>().FirstOrDefault()?.Time ?? 0;
        return seconds > 0 && time.ToUnixTimeSeconds() >= Created + seconds ? "had expired" : null;
    }

    /// <summary>Why the key cannot have made a signature at that time; null if it can.</summary>
    public string? Refusal(DateTimeOffset time)
    {
        if (!OpenPgpAlgorithm.CanSign(Packet))
            return $"uses an algorithm that is not supported ({OpenPgpAlgorithm.NameOf(Packet)}); RSA, Ed25519 and ECDSA are";
        if (_isRevoked)
            return "is revoked";
        if (!_isPrimary && _latest is null)
            return "is not bound to the primary key";
        var flags = _latest?.GetHashedSubPackets().OfType<KeyFlags>().FirstOrDefault()?.Flags;
        if (flags is null ? !_isPrimary : (flags & KeyFlags.SignData) == 0)
            return "is not a signing key";

        // Otherwise anybody could bind somebody else's key, and pass its signatures off as their own.
        if (!_isPrimary && !_agrees)
            return "has not signed its binding to the primary key";
        return Lapse(time) ?? (time.ToUnixTimeSeconds() < Created ? "was created later" : null);
    }
}
