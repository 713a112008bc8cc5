using System.Globalization;

namespace Psono.Client;

/// <summary>The time as clients send it: ISO 8601, UTC, milliseconds. The server measures its drift since the login.</summary>
internal static class DeviceClock
{
    public static string Now(TimeProvider time) =>
        time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
