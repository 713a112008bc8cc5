using System.Globalization;

namespace Psono.Web.Services;

/// <summary>Times as the server tells them, shown in the time zone of the browser and as its user writes dates.</summary>
internal static class LocalTime
{
    public static string Show(DateTimeOffset time) => Show(time, isExact: false);

    public static string Show(string? text) => Show(text, isExact: false);

    /// <summary>Versions may follow each other within a minute.</summary>
    public static string ShowExactly(string? text) => Show(text, isExact: true);

    /// <summary>What cannot be read is shown as it came.</summary>
    private static string Show(string? text, bool isExact) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Show(time, isExact)
            : text ?? "";

    private static string Show(DateTimeOffset time, bool isExact) => Browser.FormatTime(time.ToUnixTimeMilliseconds(), isExact);
}
