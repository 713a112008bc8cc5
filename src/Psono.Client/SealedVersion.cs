using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace Psono.Client;

/// <summary>One version of something sealed, as a server answers it.</summary>
/// <param name="Digest">What tells this ciphertext from all others: 32 hex digits.</param>
/// <param name="WriteDate">When it was written, as the server says; null on servers that do not tell.</param>
internal readonly record struct SealedVersion(string Digest, string? WriteDate)
{
    /// <summary>Whether there is no ciphertext yet.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>
    /// A tree that was opened. Its nonce and the first 16 bytes, which authenticate the rest, stand for the megabytes that follow.
    /// </summary>
    public static SealedVersion OfTree(string data, string dataNonce, string? writeDate) =>
        new(DigestOf(Encoding.UTF8.GetBytes($"{dataNonce} {data[..Math.Min(data.Length, 32)]}".ToLowerInvariant())), writeDate)
        {
            IsEmpty = data.Length == 0,
        };

    /// <summary>The digest of a ciphertext, in whichever case a server spells it, because that is not authenticated.</summary>
    public static string DigestOf(byte[] data, byte[] nonce)
    {
        var text = new byte[(2 * nonce.Length) + 1 + (2 * data.Length)];
        Convert.TryToHexStringLower(nonce, text, out _);
        text[2 * nonce.Length] = (byte)' ';
        Convert.TryToHexStringLower(data, text.AsSpan((2 * nonce.Length) + 1), out _);
        return DigestOf(text);
    }

    private static string DigestOf(byte[] text)
    {
        var digest = new Sha256Digest();
        digest.BlockUpdate(text);
        Span<byte> hash = stackalloc byte[32];
        digest.DoFinal(hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
