using System.CommandLine;
using System.Globalization;
using Psono.Cli.Terminal;
using Psono.Client.ApiKeys.Caching;

namespace Psono.Cli.Configuration;

/// <summary>The options of the cache, and what they mean together.</summary>
internal static class CacheSettings
{
    private const double MaxDays = 3660;

    public static SecretCacheOptions? Read(
        Func<(Option<string?> Option, string Variable), string?> value, GlobalOptions options, TerminalOutput terminal)
    {
        var directory = value((options.Cache, "PSONO_CI_CACHE"));
        var offline = ParseOffline(value((options.Offline, "PSONO_CI_OFFLINE")));
        var maxAge = value((options.CacheMaxAge, "PSONO_CI_CACHE_MAX_AGE")) is { } text
            ? ParseDuration("--cache-max-age", text)
            : (TimeSpan?)null;
        if (directory is null)
        {
            return offline is null or OfflineMode.Never && maxAge is null
                ? null
                : throw PsonociException.Usage($"{(offline is null ? "--cache-max-age" : "--offline")} needs --cache");
        }

        var defaults = new SecretCacheOptions { Directory = directory };
        return new SecretCacheOptions
        {
            Directory = Path.GetFullPath(directory),
            Offline = offline ?? defaults.Offline,
            MaxAge = maxAge ?? defaults.MaxAge,
            Warn = terminal.Warn,
        };
    }

    public static TimeSpan ParseDuration(string option, string text)
    {
        var secondsPerUnit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        return secondsPerUnit > 0
            && uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number * (double)secondsPerUnit <= MaxDays * 86400
                ? TimeSpan.FromSeconds((long)number * secondsPerUnit)
                : throw PsonociException.Usage($"{option} {text}: not a duration such as 90s, 30m, 12h or 7d");
    }

    private static OfflineMode? ParseOffline(string? text) => text switch
    {
        null => null,
        "never" => OfflineMode.Never,
        "fallback" => OfflineMode.Fallback,
        "only" => OfflineMode.Only,
        _ => throw PsonociException.NotOneOf("invalid --offline", text, ["fallback", "never", "only"]),
    };
}
