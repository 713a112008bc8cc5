using System.Globalization;

namespace Psono.Server.Operations;

/// <summary>Times in tables.</summary>
internal static class ShownTime
{
    public static string Of(DateTimeOffset? time) =>
        time?.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "never";
}
