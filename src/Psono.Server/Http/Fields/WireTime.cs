using System.Globalization;

namespace Psono.Server.Http.Fields;

/// <summary>Date-times that clients send: <c>YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]</c>, UTC when there is no offset.</summary>
internal static class WireTime
{
    private const int FractionDigits = 6;

    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFK", "yyyy-MM-dd HH:mmK"];

    public static bool TryParse(string? text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        WithoutExcessDigits(text), Formats, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    /// <summary>Some clients send nanoseconds.</summary>
    private static string? WithoutExcessDigits(string? text)
    {
        var point = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (point < 0)
            return text;

        var end = point + 1;
        while (end < text!.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - point - 1 <= FractionDigits ? text : string.Concat(text.AsSpan(0, point + 1 + FractionDigits), text.AsSpan(end));
    }
}
