using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Bcpg;

namespace Psono.Cli.Commands.Gpg;

/// <summary>How a passphrase protects a private key: string-to-key, then AES in CFB mode (RFC 4880, sections 3.7 and 5.5.3).</summary>
internal static class OpenPgpProtection
{
    private const int BlockSize = 16;

    /// <summary>The numbers of the private key; null if the passphrase is wrong.</summary>
    public static byte[]? Remove(SecretKeyPacket secret, string passphrase)
    {
        var keySize = secret.EncAlgorithm switch
        {
            SymmetricKeyAlgorithmTag.Aes128 => 16,
            SymmetricKeyAlgorithmTag.Aes192 => 24,
            SymmetricKeyAlgorithmTag.Aes256 => 32,
            _ => throw Unsupported($"{secret.EncAlgorithm}"),
        };
        using var aes = Aes.Create();
        var key = DeriveKey(secret.S2k, passphrase, keySize);
        aes.Key = key;
        CryptographicOperations.ZeroMemory(key);

        // CFB works on any number of bytes, the library on whole blocks of them.
        var sealedData = secret.GetSecretKeyData();
        var blocks = new byte[(sealedData.Length + BlockSize - 1) / BlockSize * BlockSize];
        sealedData.CopyTo(blocks, 0);
        var opened = aes.DecryptCfb(blocks, secret.GetIV(), PaddingMode.None, BlockSize * 8);
        try
        {
            var material = opened.AsSpan(0, Math.Max(0, sealedData.Length - SHA1.HashSizeInBytes));
#pragma warning disable CA5350 // The format's check of the passphrase; it authenticates nothing.
            var check = SHA1.HashData(material);
#pragma warning restore CA5350
            return CryptographicOperations.FixedTimeEquals(check, opened.AsSpan(material.Length, sealedData.Length - material.Length))
                ? material.ToArray()
                : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened);
        }
    }

    private static byte[] DeriveKey(S2k parameters, string passphrase, int size)
    {
        byte[] salt = parameters.Type switch
        {
            S2k.Simple => [],
            S2k.Salted or S2k.SaltedAndIterated => parameters.GetIV(),
            _ => throw Unsupported($"a key derivation of type {parameters.Type}"),
        };
        var name = parameters.HashAlgorithm switch
        {
            HashAlgorithmTag.Sha1 => HashAlgorithmName.SHA1,
            HashAlgorithmTag.Sha256 => HashAlgorithmName.SHA256,
            HashAlgorithmTag.Sha384 => HashAlgorithmName.SHA384,
            HashAlgorithmTag.Sha512 => HashAlgorithmName.SHA512,
            _ => throw Unsupported($"{parameters.HashAlgorithm}"),
        };
        byte[] input = [.. salt, .. Encoding.UTF8.GetBytes(passphrase)];
        var count = parameters.Type == S2k.SaltedAndIterated ? Math.Max(parameters.IterationCount, input.Length) : input.Length;

        // A key that is longer than the hash is made of several, each of which has one more zero byte in front.
        var key = new byte[size];
        for (var (filled, zeros) = (0, 0); filled < size; zeros++)
        {
            using var hash = IncrementalHash.CreateHash(name);
            hash.AppendData(new byte[zeros]);
            for (var left = count; left > 0; left -= input.Length)
                hash.AppendData(input.AsSpan(0, (int)Math.Min(left, input.Length)));
            var part = hash.GetHashAndReset().AsSpan();
            part[..Math.Min(part.Length, size - filled)].CopyTo(key.AsSpan(filled));
            filled += part.Length;
        }

        CryptographicOperations.ZeroMemory(input);
        return key;
    }

    private static PsonociException Unsupported(string what) =>
        new("gpg-key", $"the private key is protected with {what}, which is not supported",
            "change its passphrase with gpg, and store it again");
}
