using System.CommandLine;
using System.Globalization;

namespace Psono.Cli.Supervision;

/// <summary>The options of <c>run</c> for which psonoci stays while the command runs.</summary>
internal sealed class SupervisionOptionsParser
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);

    private readonly Option<bool> _mask = new("--mask") { Description = "mask the values in what the command prints" };
    private readonly Option<string[]> _except = new("--mask-except")
    {
        Description = "with --mask: do not mask this variable or pattern; repeatable",
        HelpName = "name",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _watch = new("--watch")
    {
        Description = "restart the command when a value changes; checks every minute, or as in --watch=30s",
        HelpName = "interval",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _signal = new("--watch-signal")
    {
        Description = "with --watch: send this signal instead of restarting",
        HelpName = "signal",
        CompletionSources = { SignalNumbers.Names },
    };

    public IEnumerable<Option> All => [_mask, _except, _watch, _signal];

    /// <summary>Null if nothing needs a parent.</summary>
    public SupervisionOptions? Parse(ParseResult parsed)
    {
        var mask = parsed.GetValue(_mask);
        var watch = parsed.GetResult(_watch) is { Implicit: false };
        var except = parsed.GetValue(_except) ?? [];
        var signal = parsed.GetValue(_signal);
        if (except.Any(string.IsNullOrWhiteSpace))
            throw PsonociException.Usage("--mask-except is empty", "use the name of a variable");
        if (except.Length > 0 && !mask)
            throw PsonociException.Usage("--mask-except needs --mask");
        if (signal is not null && !watch)
            throw PsonociException.Usage("--watch-signal needs --watch");
        if (!mask && !watch)
            return null;
        if (!OperatingSystem.IsLinux())
            throw PsonociException.Usage("--mask and --watch need Linux");
        return new SupervisionOptions
        {
            Mask = mask,
            MaskExcept = except,
            Watch = watch ? ParseInterval(parsed.GetValue(_watch)) : null,
            WatchSignal = signal is null ? null : SignalNumbers.Parse(signal),
        };
    }

    private static TimeSpan ParseInterval(string? text)
    {
        if (text is null)
            return DefaultInterval;
        var (digits, unit) = text switch
        {
            [.. var number, 's'] => (number, 1),
            [.. var number, 'm'] => (number, 60),
            [.. var number, 'h'] => (number, 3600),
            _ => (text, 1),
        };
        return uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 1_000_000
            ? TimeSpan.FromSeconds((double)count * unit)
            : throw PsonociException.Usage($"--watch={text}: not an interval", "for example --watch=30s, --watch=5m or --watch=1h");
    }
}
