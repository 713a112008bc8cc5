using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Psono.Protocol.Cryptography;

/// <summary>
/// HKDF with SHA-256 (RFC 5869): from one secret key another for a purpose of its own, from which nobody gets back to the first.
/// </summary>
public static class KeyDerivation
{
    /// <summary>Derives a key.</summary>
    /// <param name="key">The key to derive from, which is uniformly random; so there is no salt.</param>
    /// <param name="purpose">What the new key is for. Another purpose gives an unrelated key.</param>
    public static SecretKey Derive(SecretKey key, string purpose)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(purpose);
        var material = key.Bytes.ToArray();
        Span<byte> derived = stackalloc byte[SecretKey.Size];
        try
        {
            var generator = new HkdfBytesGenerator(new Sha256Digest());
            generator.Init(new HkdfParameters(material, salt: null, Encoding.UTF8.GetBytes(purpose)));
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
