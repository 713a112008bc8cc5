using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Psono.Cli.Commands.Gpg;

/// <summary>How a passphrase protects a private key (RFC 4880, section 5.5.3).</summary>
internal static class OpenPgpProtection
{
    /// <summary>The numbers of the private key; null if the passphrase is wrong.</summary>
    public static byte[]? Remove(SecretKeyPacket secret, string passphrase)
    {
        var opened = Decrypt(secret, passphrase);
        try
        {
            var material = opened.AsSpan(0, Math.Max(0, opened.Length - SHA1.HashSizeInBytes));
#pragma warning disable CA5350 // The format's check of the passphrase; it authenticates nothing.
            var check = SHA1.HashData(material);
#pragma warning restore CA5350
            return CryptographicOperations.FixedTimeEquals(check, opened.AsSpan(material.Length)) ? material.ToArray() : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened);
        }
    }

    private static byte[] Decrypt(SecretKeyPacket secret, string passphrase)
    {
        var input = Encoding.UTF8.GetBytes(passphrase);
        try
        {
            var key = PgpUtilities.MakeKeyFromPassPhraseRaw(secret.EncAlgorithm, secret.S2k, input);
            var cipher = CipherUtilities.GetCipher($"{PgpUtilities.GetSymmetricCipherName(secret.EncAlgorithm)}/CFB/NoPadding");
            cipher.Init(forEncryption: false, new ParametersWithIV(key, secret.GetIV()));
            return cipher.DoFinal(secret.GetSecretKeyData());
        }
        catch (Exception e) when (e is PgpException or SecurityUtilityException)
        {
            throw new PsonociException(
                "gpg-key",
                $"the private key is protected with {secret.EncAlgorithm} and {secret.S2k.HashAlgorithm}, which is not supported",
                "change its passphrase with gpg, and store it again");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }
}
