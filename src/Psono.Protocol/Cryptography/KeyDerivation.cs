using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Psono.Protocol.Cryptography;

/// <summary>
/// HKDF with SHA-256 (RFC 5869), empty salt: from one secret key another for a purpose of its own, from which nobody gets back to the
/// first. Protocol part 5, section 8.
/// </summary>
public static class KeyDerivation
{
    /// <summary>Derives a key: 32 bytes, with the purpose's label as <c>info</c>.</summary>
    /// <param name="key">The key to derive from, which is uniformly random; so there is no salt.</param>
    /// <param name="purpose">What the new key is for. Another purpose gives an unrelated key.</param>
    /// <param name="context">What it is for within the purpose; follows the label after a blank, as UTF-8. Null: nothing follows.</param>
    /// <exception cref="ObjectDisposedException">The key was disposed of.</exception>
    public static SecretKey Derive(SecretKey key, KeyPurpose purpose, string? context = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(purpose);
        var info = context is null ? purpose.Label : $"{purpose.Label} {context}";
        var material = key.Bytes.ToArray();
        Span<byte> derived = stackalloc byte[SecretKey.Size];
        try
        {
            var generator = new HkdfBytesGenerator(new Sha256Digest());
            generator.Init(new HkdfParameters(material, salt: null, Encoding.UTF8.GetBytes(info)));
            generator.GenerateBytes(derived);
            return SecretKey.FromBytes(derived);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(material);
            CryptographicOperations.ZeroMemory(derived);
        }
    }
}
