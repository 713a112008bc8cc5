using System.Globalization;
using System.Text;

namespace Psono.Shared;

/// <summary>
/// Text of others on a terminal: nothing in it moves the cursor, changes the direction of writing, or poses as another line.
/// </summary>
internal static class Printable
{
    private const int MaxShort = 200;

    public static string Of(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => IsPlain(rune) ? rune : Rune.ReplacementChar));

    /// <summary>As much of it as belongs into a message.</summary>
    public static string Short(string text) => Of(text.Length > MaxShort ? text[..MaxShort] : text);

    public static bool IsPlain(string text) => text.EnumerateRunes().All(IsPlain);

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
