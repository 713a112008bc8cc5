using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Security;
using Psono.Server.Operations;
using Psono.Shared;

namespace Psono.Server.Backups;

/// <summary>Encrypts to an OpenPGP key (RFC 4880): <c>gpg --decrypt</c> opens it where the private half is, and nobody else does.</summary>
internal sealed class OpenPgpRecipient
{
    private const int MaxKeyBytes = 1 << 20;

    private const int BufferBytes = 1 << 16;

    private readonly PgpPublicKey _key;

    private OpenPgpRecipient(PgpPublicKey key) => _key = key;

    /// <summary>Of a file as <c>gpg --export</c> writes it, with or without <c>--armor</c>.</summary>
    /// <exception cref="OperatorException">It holds no key that can encrypt.</exception>
    public static OpenPgpRecipient Open(string path)
    {
        try
        {
            using var file = new MemoryStream(BoundedFile.Read(path, MaxKeyBytes));
            var rings = new PgpPublicKeyRingBundle(PgpUtilities.GetDecoderStream(file)).GetKeyRings().ToList();
            if (rings.Count > 1)
                throw new OperatorException($"{path} holds {rings.Count} keys: export one of them");
            // The newest, as gpg does.
            var key = rings.SelectMany(ring => ring.GetPublicKeys()).Where(MayEncrypt).MaxBy(key => key.CreationTime);
            return new OpenPgpRecipient(key ?? throw new OperatorException($"{path} holds no key that can encrypt, or it has expired"));
        }
        catch (Exception e) when (e is PgpException or IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"cannot read a public key of OpenPGP from {path}: {e.Message}");
        }
    }

    /// <param name="output">Stays open.</param>
    /// <param name="name">Of the file in it.</param>
    /// <param name="write">Writes what is to be encrypted.</param>
    public async Task EncryptAsync(Stream output, string name, Func<Stream, Task> write)
    {
        var encryption = new PgpEncryptedDataGenerator(SymmetricKeyAlgorithmTag.Aes256, withIntegrityPacket: true, new SecureRandom());
        encryption.AddMethod(_key);
        await using var encrypted = encryption.Open(output, new byte[BufferBytes]);
        await using var content = new PgpLiteralDataGenerator().Open(
            encrypted, PgpLiteralData.Binary, name, TimeProvider.System.GetUtcNow().UtcDateTime, new byte[BufferBytes]);
        await write(content);
    }

    private static bool MayEncrypt(PgpPublicKey key)
    {
        if (!key.IsEncryptionKey || key.HasRevocation())
            return false;
        var valid = key.GetValidSeconds();
        if (valid > 0 && key.CreationTime.AddSeconds(valid) < TimeProvider.System.GetUtcNow().UtcDateTime)
            return false;
        var flags = key.GetSignatures()
            .Select(signature => signature.GetHashedSubPackets()?.GetKeyFlags() ?? 0).Aggregate(0, (all, some) => all | some);
        return flags == 0 || (flags & (PgpKeyFlags.CanEncryptStorage | PgpKeyFlags.CanEncryptCommunications)) != 0;
    }
}
