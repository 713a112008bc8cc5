using System.Text;

namespace Psono.Shared;

/// <summary>
/// Text that somebody wrote with an editor, or piped from a shell, wherever it is read: a byte order mark is no part of it, and what is not
/// UTF-8 is called what it is.
/// </summary>
internal static class Utf8Text
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">It is none. The message says what it is, as in "x is UTF-16".</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (IsUtf16(bytes))
            throw new FormatException("is UTF-16 text; save it as UTF-8");
        if (bytes.Contains((byte)0))
            throw new FormatException("has a zero byte in it, it is no text");
        try
        {
            return Strict.GetString(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("is not UTF-8 text");
        }
    }

    /// <summary>As PowerShell and some editors of Windows write it, with a byte order mark or without.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [_, 0, _, 0, ..] or [0, _, 0, _, ..];

    /// <summary>The one line end that editors and <c>echo</c> add is no part of a secret. Whatever else is there belongs to it.</summary>
    public static string WithoutLineEnd(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
}
