using System.Globalization;

namespace Psono.Web.Services;

/// <summary>Times as the server tells them, shown in the time zone of the browser, the same way in every language.</summary>
internal static class LocalTime
{
    public static string Show(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>To the second: versions may follow each other within a minute.</summary>
    public static string ShowExactly(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : text;

    /// <summary>What cannot be read is shown as it came.</summary>
    public static string Show(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Show(time) : text ?? "";
}
