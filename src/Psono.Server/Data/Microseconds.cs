using System.Globalization;

namespace Psono.Server.Data;

/// <summary>Times have microseconds everywhere: in the database, on the wire and when compared.</summary>
internal static class Microseconds
{
    private const int WithoutFraction = 19;
    private const int WithMicroseconds = 26;

    /// <summary>Now, already cut to microseconds, so that what is answered is what is stored.</summary>
    public static DateTimeOffset Now(this TimeProvider clock) => FromMicroseconds(clock.GetUtcNow().ToMicroseconds());

    public static long ToMicroseconds(this DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        new(DateTimeOffset.UnixEpoch.Ticks + microseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>"ts+00" of the protocol: <c>2026-11-23T19:12:46.181998+00:00</c>, no fraction when it is zero.</summary>
    public static string WithOffset(this DateTimeOffset time) => Text(time) + "+00:00";

    /// <summary>"tsZ" of the protocol: <c>2026-11-23T19:12:47.340930Z</c>.</summary>
    public static string WithZ(this DateTimeOffset time) => Text(time) + "Z";

    /// <summary>The format "O" has its own fast path; its last digit is below a microsecond.</summary>
    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
        [..(time.UtcTicks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMicrosecond ? WithoutFraction : WithMicroseconds)];
}
