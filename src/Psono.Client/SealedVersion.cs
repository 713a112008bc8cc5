using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace Psono.Client;

/// <summary>One version of something sealed, as a server answers it.</summary>
/// <param name="Data">The ciphertext.</param>
/// <param name="DataNonce">Its nonce.</param>
/// <param name="WriteDate">When it was written, as the server says; null on servers that do not tell.</param>
internal readonly record struct SealedVersion(string Data, string DataNonce, string? WriteDate)
{
    /// <summary>
    /// What tells this ciphertext from all others; in whichever case a server spells it, because that is not authenticated.
    /// </summary>
    public string Digest
    {
        get
        {
            var digest = new Sha256Digest();
            digest.BlockUpdate(Encoding.UTF8.GetBytes($"{DataNonce} {Data}".ToLowerInvariant()));
            Span<byte> hash = stackalloc byte[32];
            digest.DoFinal(hash);
            return Convert.ToHexStringLower(hash[..16]);
        }
    }

    /// <summary>
    /// A tree that was opened. Its nonce and the first 16 bytes, which authenticate the rest, stand for the megabytes that follow.
    /// </summary>
    public static SealedVersion OfTree(string data, string dataNonce, string? writeDate) =>
        new(data[..Math.Min(data.Length, 32)], dataNonce, writeDate);
}
