using System.Globalization;
using System.Text;

namespace Psono.Shared;

/// <summary>
/// Text of others on a terminal: nothing in it moves the cursor, changes the direction of writing, cannot be seen, or poses as another
/// line.
/// </summary>
internal static class Printable
{
    private const int MaxShort = 200;

    public static string Of(string text) => Replace(text, keepLines: false);

    /// <summary>The same for what has several lines on purpose.</summary>
    public static string Lines(string text) => Replace(text, keepLines: true);

    /// <summary>As much of it as belongs into a message.</summary>
    public static string Short(string text) => Of(text.Length > MaxShort ? text[..MaxShort] : text);

    public static bool IsPlain(string text) => Of(text) == text;

    /// <summary>Whether a character can be seen and does nothing else.</summary>
    public static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate) && !IsInvisible(rune.Value);

    /// <summary>
    /// What nothing is shown for, and yet counts among letters, marks and symbols: Default_Ignorable_Code_Point of Unicode, and the blank
    /// of Braille.
    /// </summary>
    private static bool IsInvisible(int rune) => rune is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F)
        or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0000 and <= 0xE0FFF);

    private static string Replace(string text, bool keepLines)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var plain = new StringBuilder(text.Length);
        Rune before = default;
        foreach (var rune in text.EnumerateRunes())
        {
            var stays = IsPlain(rune) || (keepLines && rune.Value == '\n') || IsEmojiStyle(before, rune);
            plain.Append(stays ? rune.ToString() : "\uFFFD");
            before = rune;
        }

        return plain.ToString();
    }

    /// <summary>The mark that makes a symbol colourful is a part of how people type it.</summary>
    private static bool IsEmojiStyle(Rune before, Rune rune) =>
        rune.Value == 0xFE0F && Rune.GetUnicodeCategory(before) == UnicodeCategory.OtherSymbol;
}
