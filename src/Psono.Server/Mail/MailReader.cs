using System.Globalization;
using Psono.Server.Users;

namespace Psono.Server.Mail;

/// <summary>How somebody reads dates.</summary>
/// <param name="Language">One of <see cref="Languages.OfMails"/>.</param>
/// <param name="Zone">IANA name of the time zone; null: not known, UTC.</param>
internal sealed record MailReader(string Language, string? Zone = null)
{
    /// <summary>The runtime knows no cultures here.</summary>
    private static readonly string[] EnglishMonths =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    private static readonly string[] FrenchMonths =
    [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ];

    /// <summary><c>23 November 2026, 20:12 (Europe/Paris)</c>, <c>23 novembre 2026 à 20:12 (Europe/Paris)</c>.</summary>
    public string Time(DateTimeOffset time)
    {
        var zone = Zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var known) ? known : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(time, zone);
        var clock = $"{local.ToString("HH:mm", CultureInfo.InvariantCulture)} ({(zone == TimeZoneInfo.Utc ? "UTC" : Zone)})";
        return Language == Languages.French
            ? $"{(local.Day == 1 ? "1er" : local.Day)} {FrenchMonths[local.Month - 1]} {local.Year} à {clock}"
            : $"{local.Day} {EnglishMonths[local.Month - 1]} {local.Year}, {clock}";
    }
}
