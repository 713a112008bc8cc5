using Psono.Cli;
using Psono.Cli.Configuration;
using Psono.Client.ApiKeys.Caching;
using Psono.Tests.Commands;

namespace Psono.Tests.Configuration;

public sealed class CacheSettingsTests
{
    [Theory]
    [InlineData("90s", 90), InlineData("30m", 1800), InlineData("12h", 43200), InlineData("7d", 604800)]
    public void A_duration_has_a_unit(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), CacheSettings.ParseDuration("--cache-max-age", text));

    [Theory]
    [InlineData(""), InlineData("7"), InlineData("d"), InlineData("0s"), InlineData("-1d"), InlineData("1.5h"), InlineData("1w")]
    [InlineData("99999999d"), InlineData("7 d")]
    public void What_is_no_duration_is_refused(string text) =>
        Assert.Equal(ExitCodes.Usage, Assert.Throws<PsonociException>(() => CacheSettings.ParseDuration("--cache-max-age", text)).ExitCode);

    [Theory]
    [InlineData("--cache c --offline maybe", "invalid --offline 'maybe'")]
    [InlineData("--offline only", "--offline needs --cache")]
    [InlineData("--cache-max-age 1d", "--cache-max-age needs --cache")]
    [InlineData("--cache c --cache-max-age soon", "--cache-max-age soon: not a duration")]
    public void Options_that_make_no_sense_are_refused_before_anything_else(string options, string message)
    {
        var terminal = new TestTerminal();
        Assert.Equal(ExitCodes.NotStarted, terminal.Run([.. options.Split(' '), "run", "--", "true"]));
        Assert.StartsWith($"psonoci: error: {message}", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_come_before_the_environment_and_defaults_last()
    {
        Assert.Null(Read([]));
        var given = Read(["--cache", "/c", "--offline", "only"], ("PSONO_CI_CACHE", "/e"), ("PSONO_CI_OFFLINE", "never"),
            ("PSONO_CI_CACHE_MAX_AGE", "2h"))!;
        Assert.Equal(("/c", OfflineMode.Only, TimeSpan.FromHours(2)), (given.Directory, given.Offline, given.MaxAge));
        var defaults = Read([], ("PSONO_CI_CACHE", "/e"))!;
        Assert.Equal(("/e", OfflineMode.Fallback, TimeSpan.FromDays(7)), (defaults.Directory, defaults.Offline, defaults.MaxAge));
        Assert.Null(Read(["--offline", "never"]));
    }

    private static SecretCacheOptions? Read(string[] options, params (string, string)[] environment)
    {
        var terminal = new TestTerminal();
        string[] args = ["--api-key-id", $"{Guid.Empty}", "--api-secret-key-hex", new string('a', 64), "--server-url", "http://localhost",
            .. options, "config", "show"];
        var context = new Psono.Cli.Commands.CommandContext(terminal.Output, TestStart.With(args, environment));
        using var loaded = context.Settings.Load(new Psono.Cli.Commands.PsonociCommand(context).Parse(args));
        return loaded.Cache;
    }
}
