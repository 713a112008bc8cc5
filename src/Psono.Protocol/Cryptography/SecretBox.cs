using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Psono.Protocol.Cryptography;

/// <summary>
/// NaCl <c>crypto_secretbox</c>: XSalsa20-Poly1305 (Bernstein, "Cryptography in NaCl"; "Extending the Salsa20 nonce").
/// Key 32 bytes, nonce 24 bytes, tag 16 bytes in front of the encrypted bytes. Both sides of the protocol agree on it: part 1, section 2.
/// </summary>
/// <remarks>
/// A ciphertext that is not authentic is an answer, not an exception: the <c>Open</c> methods return <see langword="null"/>.
/// </remarks>
public static class SecretBox
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>Length of a nonce in bytes.</summary>
    public const int NonceSize = 24;

    /// <summary>Length of the authentication tag in bytes.</summary>
    public const int TagSize = 16;

    /// <summary>Seals <paramref name="plaintext"/> under a nonce that must never be used twice with the same key.</summary>
    /// <exception cref="ArgumentException">
    /// A length is wrong; <paramref name="ciphertext"/> has <see cref="TagSize"/> bytes more than the plaintext.
    /// </exception>
    public static void Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key, Span<byte> ciphertext)
    {
        CheckSizes(nonce, key);
        if (ciphertext.Length != plaintext.Length + TagSize)
            throw new ArgumentException("the ciphertext is 16 bytes longer than the plaintext", nameof(ciphertext));

        Span<byte> macKey = stackalloc byte[32];
        var cipher = StartCipher(nonce, key, macKey);
        cipher.ProcessBytes(plaintext, ciphertext[TagSize..]);
        Authenticate(macKey, ciphertext[TagSize..], ciphertext[..TagSize]);
        CryptographicOperations.ZeroMemory(macKey);
    }

    /// <summary>Opens <paramref name="ciphertext"/>. Nothing is written to <paramref name="plaintext"/> unless the tag is right.</summary>
    /// <returns><see langword="false"/> when the ciphertext is too short, altered, or sealed with another key or nonce.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key, Span<byte> plaintext)
    {
        CheckSizes(nonce, key);
        if (ciphertext.Length < TagSize)
            return false;
        if (plaintext.Length != ciphertext.Length - TagSize)
            throw new ArgumentException("the plaintext is 16 bytes shorter than the ciphertext", nameof(plaintext));

        Span<byte> macKey = stackalloc byte[32];
        Span<byte> expected = stackalloc byte[TagSize];
        var cipher = StartCipher(nonce, key, macKey);
        Authenticate(macKey, ciphertext[TagSize..], expected);
        CryptographicOperations.ZeroMemory(macKey);
        if (!CryptographicOperations.FixedTimeEquals(expected, ciphertext[..TagSize]))
            return false;

        cipher.ProcessBytes(ciphertext[TagSize..], plaintext);
        return true;
    }

    /// <summary>Seals under a random nonce.</summary>
    public static SealedText Seal(SecretKey key, ReadOnlySpan<byte> plaintext)
    {
        ArgumentNullException.ThrowIfNull(key);
        return SealWith(key.Bytes, plaintext);
    }

    /// <summary>Seals the UTF-8 bytes of <paramref name="plaintext"/> under a random nonce.</summary>
    public static SealedText Seal(SecretKey key, string plaintext)
    {
        ArgumentNullException.ThrowIfNull(key);
        return SealWith(key.Bytes, plaintext);
    }

    /// <summary>Seals a key. What is sealed is its hex text (64 bytes), as everywhere in the protocol.</summary>
    public static SealedText SealKey(SecretKey key, SecretKey inner)
    {
        ArgumentNullException.ThrowIfNull(key);
        return SealKeyWith(key.Bytes, inner);
    }

    /// <summary>The same under a nonce that the caller made, and that stands for exactly these two keys.</summary>
    internal static SealedText SealKeyUnder(ReadOnlySpan<byte> nonce, SecretKey key, SecretKey inner)
    {
        Span<byte> hex = stackalloc byte[SecretKey.Size * 2];
        Convert.TryToHexStringLower(inner.Bytes, hex, out _);
        var ciphertext = new byte[hex.Length + TagSize];
        Seal(hex, nonce, key.Bytes, ciphertext);
        CryptographicOperations.ZeroMemory(hex);
        return new SealedText(Convert.ToHexStringLower(ciphertext), Convert.ToHexStringLower(nonce));
    }

    /// <summary>
    /// Opens hex text sealed by <see cref="Seal(SecretKey, ReadOnlySpan{byte})"/>. The caller zeroes the result if it is secret.
    /// </summary>
    /// <returns>
    /// The plaintext, or <see langword="null"/> when a text is not hex, a size is wrong, or the ciphertext is not authentic.
    /// </returns>
    public static byte[]? Open(SecretKey key, string? textHex, string? nonceHex)
    {
        ArgumentNullException.ThrowIfNull(key);
        return OpenWith(key.Bytes, textHex, nonceHex);
    }

    /// <summary>The same for bytes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ciphertext">The tag and what is encrypted.</param>
    /// <param name="nonce"><see cref="NonceSize"/> bytes.</param>
    /// <returns>The plaintext, or <see langword="null"/> when a size is wrong or the ciphertext is not authentic.</returns>
    public static byte[]? Open(SecretKey key, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> nonce)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (nonce.Length != NonceSize || ciphertext.Length < TagSize)
            return null;
        var plaintext = new byte[ciphertext.Length - TagSize];
        return TryOpen(ciphertext, nonce, key.Bytes, plaintext) ? plaintext : null;
    }

    /// <summary>The same for a key sealed by <see cref="SealKey"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ciphertext">The tag and the encrypted hex text of the key.</param>
    /// <param name="nonce"><see cref="NonceSize"/> bytes.</param>
    /// <returns>
    /// The key, or <see langword="null"/> as for <see cref="Open(SecretKey, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>, or when the
    /// plaintext is not 64 hex digits.
    /// </returns>
    public static SecretKey? OpenKey(SecretKey key, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> nonce) =>
        ParseKey(Open(key, ciphertext, nonce));

    /// <summary>Opens a key sealed by <see cref="SealKey"/>.</summary>
    /// <returns>
    /// The key, or <see langword="null"/> as for <see cref="Open(SecretKey, string, string)"/>, or when the plaintext is not 64 hex digits.
    /// </returns>
    public static SecretKey? OpenKey(SecretKey key, string? textHex, string? nonceHex)
    {
        ArgumentNullException.ThrowIfNull(key);
        return OpenKeyWith(key.Bytes, textHex, nonceHex);
    }

    internal static SealedText SealWith(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        RandomNumberGenerator.Fill(nonce);
        var ciphertext = new byte[plaintext.Length + TagSize];
        Seal(plaintext, nonce, key, ciphertext);
        return new SealedText(Convert.ToHexStringLower(ciphertext), Convert.ToHexStringLower(nonce));
    }

    internal static SealedText SealWith(ReadOnlySpan<byte> key, string plaintext)
    {
        var utf8 = Encoding.UTF8.GetBytes(plaintext);
        try
        {
            return SealWith(key, utf8);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(utf8);
        }
    }

    internal static SealedText SealKeyWith(ReadOnlySpan<byte> key, SecretKey inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Span<byte> hex = stackalloc byte[SecretKey.Size * 2];
        Convert.TryToHexStringLower(inner.Bytes, hex, out _);
        var result = SealWith(key, hex);
        CryptographicOperations.ZeroMemory(hex);
        return result;
    }

    internal static byte[]? OpenWith(ReadOnlySpan<byte> key, string? textHex, string? nonceHex)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        if (nonceHex is null || !Encodings.Hex.TryDecode(nonceHex.AsSpan(), nonce)
            || !Encodings.Hex.TryDecode(textHex, out var ciphertext) || ciphertext.Length < TagSize)
            return null;

        var plaintext = new byte[ciphertext.Length - TagSize];
        return TryOpen(ciphertext, nonce, key, plaintext) ? plaintext : null;
    }

    internal static SecretKey? OpenKeyWith(ReadOnlySpan<byte> key, string? textHex, string? nonceHex) =>
        ParseKey(OpenWith(key, textHex, nonceHex));

    private static SecretKey? ParseKey(byte[]? hex)
    {
        if (hex is null)
            return null;

        SecretKey.TryFromHex((ReadOnlySpan<byte>)hex, out var opened);
        CryptographicOperations.ZeroMemory(hex);
        return opened;
    }

    /// <summary>The first 32 bytes of the key stream are the one-time Poly1305 key; the message is encrypted with what follows.</summary>
    private static XSalsa20Engine StartCipher(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key, Span<byte> macKey)
    {
        var cipher = new XSalsa20Engine();
        cipher.Init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        macKey.Clear();
        cipher.ProcessBytes(macKey, macKey);
        return cipher;
    }

    private static void Authenticate(ReadOnlySpan<byte> macKey, ReadOnlySpan<byte> encrypted, Span<byte> tag)
    {
        var mac = new Poly1305();
        mac.Init(new KeyParameter(macKey));
        mac.BlockUpdate(encrypted);
        mac.DoFinal(tag);
    }

    private static void CheckSizes(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key)
    {
        if (nonce.Length != NonceSize)
            throw new ArgumentException($"a nonce has {NonceSize} bytes", nameof(nonce));
        if (key.Length != KeySize)
            throw new ArgumentException($"a key has {KeySize} bytes", nameof(key));
    }
}
