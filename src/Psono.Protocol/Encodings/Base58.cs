namespace Psono.Protocol.Encodings;

/// <summary>
/// Base58 with the Bitcoin alphabet: one leading <c>1</c> for each leading zero byte.
/// Used for packed configurations, recovery codes and link shares.
/// </summary>
public static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>Encodes <paramref name="data"/>; the empty input is the empty string.</summary>
    public static string Encode(ReadOnlySpan<byte> data)
    {
        var zeros = CountLeading(data, (byte)0);
        var digits = new byte[(data.Length * 138 / 100) + 1];
        var used = 0;
        foreach (var value in data[zeros..])
        {
            int carry = value;
            for (var i = 0; i < used || carry != 0; i++)
            {
                carry += digits[i] << 8;
                digits[i] = (byte)(carry % 58);
                carry /= 58;
                used = Math.Max(used, i + 1);
            }
        }

        return string.Create(zeros + used, (zeros, used, digits), static (text, state) =>
        {
            text[..state.zeros].Fill('1');
            for (var i = 0; i < state.used; i++)
                text[state.zeros + i] = Alphabet[state.digits[state.used - 1 - i]];
        });
    }

    /// <summary>Decodes <paramref name="text"/>.</summary>
    /// <returns>The bytes, or <see langword="null"/> when a character is outside the alphabet.</returns>
    public static byte[]? Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var zeros = CountLeading(text.AsSpan(), '1');
        var bytes = new byte[(text.Length * 733 / 1000) + 1];
        var used = 0;
        foreach (var character in text.AsSpan(zeros))
        {
            var carry = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (carry < 0)
                return null;

            for (var i = 0; i < used || carry != 0; i++)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
                used = Math.Max(used, i + 1);
            }
        }

        var decoded = new byte[zeros + used];
        for (var i = 0; i < used; i++)
            decoded[zeros + i] = bytes[used - 1 - i];
        return decoded;
    }

    private static int CountLeading<T>(ReadOnlySpan<T> data, T value) where T : IEquatable<T>
    {
        var end = data.IndexOfAnyExcept(value);
        return end < 0 ? data.Length : end;
    }
}
