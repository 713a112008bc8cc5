using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.ApiKeys;

/// <summary>
/// By what a server finds a grant whose title it cannot read: HMAC-SHA-256 of the title, under a key derived from the API secret key. It
/// tells the server which grants of one API key have equal titles, and nothing else. Protocol part 5, section 4.
/// </summary>
public static class TitleTag
{
    /// <summary>Hex digits of a tag.</summary>
    public const int Length = 64;

    /// <summary>The tag of a title.</summary>
    /// <param name="apiSecretKey">The secret key of the API key that reads the secret.</param>
    /// <param name="title">Any text; its UTF-8 bytes count.</param>
    /// <returns>64 lower-case hex digits.</returns>
    public static string Of(SecretKey apiSecretKey, string title)
    {
        ArgumentNullException.ThrowIfNull(apiSecretKey);
        ArgumentNullException.ThrowIfNull(title);
        using var derived = KeyDerivation.Derive(apiSecretKey, KeyPurpose.TitleTag);
        var mac = new HMac(new Sha256Digest());
        mac.Init(new KeyParameter(derived.Bytes));
        mac.BlockUpdate(Encoding.UTF8.GetBytes(title));
        var tag = new byte[Length / 2];
        mac.DoFinal(tag, 0);
        return Convert.ToHexStringLower(tag);
    }
}
