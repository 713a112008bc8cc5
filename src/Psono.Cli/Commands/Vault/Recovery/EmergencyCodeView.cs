using System.Globalization;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Protocol.Encodings;
using Psono.Protocol.Recovery;
using Psono.Shared;

namespace Psono.Cli.Commands.Vault.Recovery;

/// <summary>Emergency codes as people and scripts get them.</summary>
internal static class EmergencyCodeView
{
    public static string[] ToRow(EmergencyCodeEntry code, DateTimeOffset now) =>
    [
        $"{code.Id}",
        $"waits {Duration(code.ActivationDelay)}",
        State(code, now),
        Printable.Of(code.Description),
    ];

    public static JsonObject ToJson(EmergencyCodeEntry code) => new()
    {
        ["id"] = $"{code.Id}",
        ["description"] = code.Description,
        ["wait_seconds"] = code.ActivationDelay,
        ["used_since"] = code.ActivationDate,
    };

    /// <summary>In the largest unit that it is a multiple of, as it is typed.</summary>
    public static string Duration(long seconds)
    {
        var (unit, letter) = seconds switch
        {
            0 => (1, 's'),
            _ when seconds % 86400 == 0 => (86400, 'd'),
            _ when seconds % 3600 == 0 => (3600, 'h'),
            _ when seconds % 60 == 0 => (60, 'm'),
            _ => (1, 's'),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / unit}{letter}");
    }

    private static string State(EmergencyCodeEntry code, DateTimeOffset now)
    {
        if (code.ActivationDate is null)
            return "not used";
        if (!Timestamp.TryParse(code.ActivationDate, out var since))
            return "in use";
        var ready = since.AddSeconds(code.ActivationDelay);
        var time = ServerTime.Show(Timestamp.FormatZ(ready));
        return ready <= now ? $"in use, works since {time}" : $"in use, works from {time}";
    }
}
