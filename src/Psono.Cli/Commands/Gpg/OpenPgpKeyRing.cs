using System.Text;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.Sig;
using Psono.Client;

namespace Psono.Cli.Commands.Gpg;

/// <summary>A primary key and its subkeys. Of the statements about them only those count that verify with the primary key.</summary>
internal sealed class OpenPgpKeyRing
{
    private const int DirectKey = 0x1F;
    private const int SubkeyBinding = 0x18;
    private const int PrimaryKeyBinding = 0x19;
    private const int KeyRevocation = 0x20;
    private const int SubkeyRevocation = 0x28;

    private readonly List<OpenPgpKey> _keys = [];

    private OpenPgpKeyRing()
    {
    }

    public OpenPgpKey Primary => _keys[0];

    /// <summary>Why each private key is none to sign with now.</summary>
    public string Refusals(DateTimeOffset now)
    {
        var secrets = _keys.Where(key => key.Secret is not null).ToList();
        return secrets.Count == 0 ? "it is only a public key"
            : !OpenPgpAlgorithm.CanSign(Primary.Packet) ? $"{Primary.KeyId:X16} {Primary.Refusal(now)}"
            : string.Join("; ", secrets.Select(key => $"{key.KeyId:X16} {Refusal(key, now) ?? "is stored on a smart card or elsewhere"}"));
    }

    public static OpenPgpKeyRing Read(Guid id, string text)
    {
        var ring = new OpenPgpKeyRing();
        byte[] userId = [];
        foreach (var packet in OpenPgpPackets.Parse(Encoding.UTF8.GetBytes(text.Trim() + "\n"), $"the key of secret {id}"))
        {
            switch (packet)
            {
                case SecretKeyPacket secret:
                    Add(secret.PublicKeyPacket, secret, secret is SecretSubkeyPacket);
                    break;
                case PublicKeyPacket key:
                    Add(key, null, key is PublicSubkeyPacket);
                    break;
                case UserIdPacket user:
                    userId = [0xB4, .. BigEndian(user.GetRawId().Length), .. user.GetRawId()];
                    break;
                case UserAttributePacket:
                    userId = [];
                    break;
                case SignaturePacket statement when ring._keys.Count > 0:
                    ring.Learn(statement, userId);
                    break;
            }
        }

        return ring._keys.Count > 0 ? ring : throw Invalid("is empty");

        void Add(PublicKeyPacket key, SecretKeyPacket? secret, bool isSubkey)
        {
            if (isSubkey == (ring._keys.Count == 0))
                throw Invalid(isSubkey ? "begins with a subkey" : "contains more than one key");
            if (key.Version != 4)
                throw Invalid($"has version {key.Version}; only version 4 is supported");
            ring._keys.Add(new OpenPgpKey(key, secret, !isSubkey));
        }

        PsonoApiException Invalid(string why) => new(PsonoFailure.InvalidContent, $"the key of secret {id} {why}");
    }

    /// <summary>Why a key of the ring cannot have made a signature at that time; null if it can.</summary>
    public string? Refusal(OpenPgpKey key, DateTimeOffset time) =>
        key.Refusal(time) ?? (Primary.Lapse(time) is { } lapse ? $"belongs to a primary key that {lapse}" : null);

    public OpenPgpKey? Find(long keyId) => _keys.Find(key => key.KeyId == keyId);

    /// <summary>The key to sign with: the newest subkey for it, else the primary key.</summary>
    public OpenPgpKey? SigningKey(DateTimeOffset now) => _keys
        .Where(key => Refusal(key, now) is null && key.Secret is not null && !OpenPgpSecretKey.IsStub(key.Secret))
        .OrderBy(key => key == Primary)
        .ThenByDescending(key => key.Packet.GetTime())
        .FirstOrDefault();

    private void Learn(SignaturePacket statement, byte[] userId)
    {
        var key = _keys[^1];
        byte[]? about = statement.SignatureType switch
        {
            >= 0x10 and <= 0x13 when key == Primary && userId.Length > 0 => [.. Primary.Hashed, .. userId],
            DirectKey or KeyRevocation when key == Primary => Primary.Hashed,
            SubkeyBinding or SubkeyRevocation when key != Primary => [.. Primary.Hashed, .. key.Hashed],
            _ => null,
        };
        if (about is not null
            && statement.Version == 4
            && OpenPgpSignature.IsBy(Primary, statement, new MemoryStream(about), allowSha1: true))
            key.Learn(statement, statement.SignatureType is KeyRevocation or SubkeyRevocation, Agrees(key, statement, about));
    }

    /// <summary>Whether the statement holds one that is by the key itself.</summary>
    private static bool Agrees(OpenPgpKey key, SignaturePacket statement, byte[] about) =>
        statement.GetHashedSubPackets().Concat(statement.GetUnhashedSubPackets()).OfType<EmbeddedSignature>().Any(
            part => OpenPgpPackets.Embedded(part) is { Version: 4, SignatureType: PrimaryKeyBinding } signature
                && OpenPgpSignature.IsBy(key, signature, new MemoryStream(about), allowSha1: true));

    private static byte[] BigEndian(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
}
