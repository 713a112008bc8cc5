using System.Globalization;

namespace Psono.Web.Services;

/// <summary>Times as the server tells them, shown in the time zone of the browser, the same way in every language.</summary>
internal static class LocalTime
{
    public static string Show(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>What cannot be read is shown as it came.</summary>
    public static string Show(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Show(time) : text ?? "";
}
