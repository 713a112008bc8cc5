using System.Globalization;

namespace Psono.Server.RateLimiting;

/// <summary>So many requests in a period: <c>48/day</c>.</summary>
internal sealed record Rate(int Permits, TimeSpan Period)
{
    /// <summary>How long it takes until one comes back.</summary>
    public TimeSpan Each => TimeSpan.FromTicks(Period.Ticks / Permits);

    /// <summary>Only the first letter of the period counts: s, m, h, d.</summary>
    public static Rate Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var permits) && permits > 0)
        {
            TimeSpan? period = parts[1].FirstOrDefault() switch
            {
                's' => TimeSpan.FromSeconds(1),
                'm' => TimeSpan.FromMinutes(1),
                'h' => TimeSpan.FromHours(1),
                'd' => TimeSpan.FromDays(1),
                _ => null,
            };
            if (period is not null)
                return new Rate(permits, period.Value);
        }

        throw new FormatException("a rate looks like 48/day, 600/hour, 61/minute or 10/second");
    }
}
