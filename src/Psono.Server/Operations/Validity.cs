using System.Globalization;

namespace Psono.Server.Operations;

/// <summary>A length of time as people type it: 30m, 12h, 7d.</summary>
internal static class Validity
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <exception cref="OperatorException">It is none.</exception>
    public static TimeSpan Of(string option, string text)
    {
        var number = text.AsSpan(0, Math.Max(0, text.Length - 1));
        var time = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? text[^1] switch
            {
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' when count <= Longest.Days => TimeSpan.FromDays(count),
                _ => TimeSpan.Zero,
            }
            : TimeSpan.Zero;
        return time > TimeSpan.Zero && time <= Longest
            ? time
            : throw new OperatorException($"{option}: expected a time such as 30m, 12h or 7d, at most {Longest.Days}d");
    }
}
