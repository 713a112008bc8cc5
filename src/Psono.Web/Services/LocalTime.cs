using System.Globalization;

namespace Psono.Web.Services;

/// <summary>Times as the server tells them, shown in the time zone of the browser, the same way in every language.</summary>
internal static class LocalTime
{
    private const string ToTheMinute = "yyyy-MM-dd HH:mm";
    private const string ToTheSecond = "yyyy-MM-dd HH:mm:ss";

    public static string Show(DateTimeOffset time) => Show(time, ToTheMinute);

    public static string Show(string? text) => Show(text, ToTheMinute);

    /// <summary>Versions may follow each other within a minute.</summary>
    public static string ShowExactly(string? text) => Show(text, ToTheSecond);

    /// <summary>What cannot be read is shown as it came.</summary>
    private static string Show(string? text, string format) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Show(time, format)
            : text ?? "";

    private static string Show(DateTimeOffset time, string format) => time.ToLocalTime().ToString(format, CultureInfo.InvariantCulture);
}
