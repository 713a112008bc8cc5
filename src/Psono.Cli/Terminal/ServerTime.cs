using System.Globalization;
using Psono.Protocol.Encodings;
using Psono.Shared;

namespace Psono.Cli.Terminal;

/// <summary>A time of the server, to the second.</summary>
internal static class ServerTime
{
    public static string Show(string? time) => Timestamp.TryParse(time, out var parsed)
        ? parsed.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
        : Printable.Of(time ?? "");
}
