using System.Globalization;

namespace Psono.Protocol.Encodings;

/// <summary>
/// Timestamps of the protocol: UTC with microseconds, the fraction left out when it is zero.
/// Answers spell the zone <c>+00:00</c> or <c>Z</c>, depending on the endpoint (part 1, section 1.4).
/// </summary>
public static class Timestamp
{
    /// <summary>For example <c>2026-11-23T19:12:46.181998+00:00</c>.</summary>
    public static string Format(DateTimeOffset time) => Local(time) + "+00:00";

    /// <summary>For example <c>2026-11-23T19:12:46.181998Z</c>.</summary>
    public static string FormatZ(DateTimeOffset time) => Local(time) + "Z";

    /// <summary>Parses ISO 8601; digits beyond microseconds are cut off, and a time without zone is UTC.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, Styles, out time))
            return TryParseLongFraction(text, out time);

        time = Truncate(time);
        return true;
    }

    /// <summary>Cuts off what databases and the wire do not keep: everything below a microsecond.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ssK",
    ];

    /// <summary>.NET knows seven fraction digits; a Rust client sends nine.</summary>
    private static bool TryParseLongFraction(string? text, out DateTimeOffset time)
    {
        time = default;
        var point = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (point < 0)
            return false;

        var end = point + 1;
        while (end < text!.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - point > 8 && TryParse(string.Concat(text.AsSpan(0, point + 7), text.AsSpan(end)), out time);
    }

    private static string Local(DateTimeOffset time)
    {
        var utc = Truncate(time.ToUniversalTime());
        var format = utc.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.ffffff";
        return utc.ToString(format, CultureInfo.InvariantCulture);
    }
}
