using System.Buffers;

namespace Psono.Protocol.Encodings;

/// <summary>
/// Hexadecimal text, the only encoding of binary values in the protocol. Encoding is lower case; decoding takes either case.
/// </summary>
public static class Hex
{
    /// <summary>Decodes <paramref name="hex"/> into a new array.</summary>
    /// <returns><see langword="false"/> when the text has an odd length or a character that is not a hexadecimal digit.</returns>
    public static bool TryDecode(string? hex, out byte[] bytes)
    {
        bytes = [];
        if (hex is null || hex.Length % 2 != 0)
            return false;

        var decoded = new byte[hex.Length / 2];
        if (!TryDecode(hex.AsSpan(), decoded))
            return false;

        bytes = decoded;
        return true;
    }

    /// <summary>Decodes exactly <c>2 * destination.Length</c> digits into <paramref name="destination"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<char> hex, Span<byte> destination) =>
        hex.Length == destination.Length * 2
        && Convert.FromHexString(hex, destination, out _, out _) == OperationStatus.Done;

    /// <summary>Decodes exactly <c>2 * destination.Length</c> ASCII digits into <paramref name="destination"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> utf8Hex, Span<byte> destination) =>
        utf8Hex.Length == destination.Length * 2
        && Convert.FromHexString(utf8Hex, destination, out _, out _) == OperationStatus.Done;

    /// <summary>Tells whether <paramref name="text"/> is non-empty hexadecimal text of whole bytes.</summary>
    public static bool IsHex(string? text) => text is { Length: > 0 } && text.Length % 2 == 0 && !text.AsSpan().ContainsAnyExcept(Digits);

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefABCDEF");
}
