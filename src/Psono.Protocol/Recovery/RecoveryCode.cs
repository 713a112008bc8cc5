using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Psono.Protocol.Cryptography;
using Psono.Protocol.Encodings;

namespace Psono.Protocol.Recovery;

/// <summary>
/// A recovery or emergency code: 16 random bytes that stand for the password of an account. People have it as text with checksums or as
/// twelve words; what is derived from it is derived from its base58, always with the default cost. Protocol part 3, section 11.
/// </summary>
public sealed class RecoveryCode : IDisposable
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 16;

    private const int PieceLength = 11;
    private const int ChecksumLength = 2;
    private const int WordsPerNumber = 3;
    private const int WordCount = Size / sizeof(uint) * WordsPerNumber;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(Size, pinned: true);

    private RecoveryCode()
    {
    }

    /// <summary>Makes a random code.</summary>
    public static RecoveryCode Generate()
    {
        var code = new RecoveryCode();
        RandomNumberGenerator.Fill(code._bytes);
        return code;
    }

    /// <summary>
    /// Reads a code in any of its forms: text with or without checksums, or twelve words; blanks around and in it, and the case of
    /// words, do not matter.
    /// </summary>
    /// <param name="text">What was typed.</param>
    /// <returns>The code; <see langword="null"/> if it is none, or a checksum is wrong.</returns>
    public static RecoveryCode? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == WordCount)
            return FromWords(parts);
        // Printed in groups, it is typed in groups.
        var one = string.Concat(parts);
        return one.Contains('-', StringComparison.Ordinal) ? FromPieces(one) : FromBase58(one);
    }

    /// <summary>
    /// Gets the code in pieces with checksums, <c>12drXXUifSr4m-RnXLGbXg8E5Z</c>. The string cannot be zeroed: use it only where the code
    /// has to be shown.
    /// </summary>
    public string Text => string.Join('-', Password.Chunk(PieceLength).Select(piece => WithChecksum(new string(piece))));

    /// <summary>Gets the code as twelve words with a blank between them, which have no checksum.</summary>
    public string Words
    {
        get
        {
            var words = new List<string>(WordCount);
            for (var i = 0; i < Size; i += sizeof(uint))
            {
                var number = BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(i));
                var first = number % RecoveryWords.Count;
                var second = ((number / RecoveryWords.Count) + first) % RecoveryWords.Count;
                var third = ((number / RecoveryWords.Count / RecoveryWords.Count) + second) % RecoveryWords.Count;
                words.AddRange([RecoveryWords.At(first), RecoveryWords.At(second), RecoveryWords.At(third)]);
            }

            return string.Join(' ', words);
        }
    }

    /// <summary>What takes the place of the password wherever something is derived.</summary>
    private string Password => Base58.Encode(_bytes);

    /// <summary>The login secret that the server gets in place of the code: 128 hex digits.</summary>
    /// <param name="username">Name of the account.</param>
    public string AuthKey(string username) => PasswordHash.AuthKey(username, Password, HashingParameters.Default);

    /// <summary>Seals the keys of an account with the key of the code.</summary>
    /// <param name="sauce">Salt of the key, which the caller made: 64 random hex digits.</param>
    /// <param name="privateKey">The private key of the account.</param>
    /// <param name="secretKey">The secret key of the account.</param>
    public SealedText Seal(string sauce, SecretKey privateKey, SecretKey secretKey)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        ArgumentNullException.ThrowIfNull(secretKey);
        var keys = new SealedAccountKeys { UserPrivateKey = privateKey.ToHex(), UserSecretKey = secretKey.ToHex() };
        var json = JsonSerializer.SerializeToUtf8Bytes(keys, PsonoJsonContext.Wire.SealedAccountKeys);
        using var key = PasswordHash.EncryptionKey(Password, sauce, HashingParameters.Default);
        try
        {
            return SecretBox.Seal(key, json);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <summary>Opens what <see cref="Seal"/> sealed.</summary>
    /// <param name="sauce">Salt of the key.</param>
    /// <param name="sealedKeys">The sealed keys.</param>
    /// <returns>The keys of the account; <see langword="null"/> if they do not open with this code, or are none.</returns>
    public SealedAccountKeys? Open(string sauce, SealedText sealedKeys)
    {
        using var key = PasswordHash.EncryptionKey(Password, sauce, HashingParameters.Default);
        if (SecretBox.Open(key, sealedKeys.Text, sealedKeys.Nonce) is not { } json)
            return null;
        try
        {
            return JsonSerializer.Deserialize(json, PsonoJsonContext.Wire.SealedAccountKeys);
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    /// <summary>Never the code.</summary>
    public override string ToString() => nameof(RecoveryCode);

    private static string WithChecksum(string piece) =>
        piece + Base58.Encode(SHA512.HashData(Encoding.ASCII.GetBytes(piece)))[..ChecksumLength];

    private static RecoveryCode? FromPieces(string text)
    {
        var pieces = text.Split('-');
        if (pieces.Any(piece => piece.Length <= ChecksumLength))
            return null;
        var code = FromBase58(string.Concat(pieces.Select(piece => piece[..^ChecksumLength])));
        // Of everything that could stand there, only this is what was printed.
        if (code is null || code.Text == text)
            return code;
        code.Dispose();
        return null;
    }

    private static RecoveryCode? FromBase58(string text)
    {
        // What is longer is no code; decoding takes time with the square of the length.
        if (text.Length > 2 * Size || Base58.Decode(text) is not { Length: Size } bytes)
            return null;
        var code = new RecoveryCode();
        bytes.CopyTo(code._bytes, 0);
        CryptographicOperations.ZeroMemory(bytes);
        return code;
    }

    private static RecoveryCode? FromWords(string[] words)
    {
        const ulong Count = RecoveryWords.Count;
        var code = new RecoveryCode();
        for (var i = 0; i < words.Length; i += WordsPerNumber)
        {
            if (RecoveryWords.Of(words[i]) is not { } first
                || RecoveryWords.Of(words[i + 1]) is not { } second
                || RecoveryWords.Of(words[i + 2]) is not { } third)
                return null;
            var number = first + (Count * ((Count + second - first) % Count)) + (Count * Count * ((Count + third - second) % Count));
            if (number > uint.MaxValue)
                return null;
            BinaryPrimitives.WriteUInt32BigEndian(code._bytes.AsSpan(i / WordsPerNumber * sizeof(uint)), (uint)number);
        }

        return code;
    }
}
