using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.ApiKeys;

/// <summary>
/// By what a server finds a grant whose title it cannot read: HMAC-SHA-256 of the title, under a key that HKDF derives from the API secret
/// key. It tells the server which grants of one API key have equal titles, and nothing else.
/// </summary>
public static class TitleTag
{
    /// <summary>Hex digits of a tag.</summary>
    public const int Length = 64;

    /// <summary>The tag of a title.</summary>
    public static string Of(SecretKey apiSecretKey, string title)
    {
        ArgumentNullException.ThrowIfNull(apiSecretKey);
        ArgumentNullException.ThrowIfNull(title);
        var input = apiSecretKey.Bytes.ToArray();
        var key = new byte[32];
        try
        {
            var derivation = new HkdfBytesGenerator(new Sha256Digest());
            derivation.Init(new HkdfParameters(input, null, "psono.net title tag"u8.ToArray()));
            derivation.GenerateBytes(key, 0, key.Length);
            var mac = new HMac(new Sha256Digest());
            mac.Init(new KeyParameter(key));
            mac.BlockUpdate(Encoding.UTF8.GetBytes(title));
            var tag = new byte[Length / 2];
            mac.DoFinal(tag, 0);
            return Convert.ToHexStringLower(tag);
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(input);
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(key);
        }
    }
}
