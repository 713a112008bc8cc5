using System.Net;

namespace Psono.Server.Mail.Letters;

/// <summary>When something happened, and from where.</summary>
internal static class EventLines
{
    public static string English(MailReader reader, DateTimeOffset when, IPAddress from, string? country = null) =>
        $"Time: {reader.Time(when)}\nIP address: {from}" + (country is null ? "" : $"\nCountry: {country}");

    public static string French(MailReader reader, DateTimeOffset when, IPAddress from, string? country = null) =>
        $"Date : {reader.Time(when)}\nAdresse IP : {from}" + (country is null ? "" : $"\nPays : {country}");
}
