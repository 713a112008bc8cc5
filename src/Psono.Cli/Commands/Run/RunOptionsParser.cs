using System.CommandLine;

namespace Psono.Cli.Commands.Run;

/// <summary>The options of <c>run</c>, and what they mean together.</summary>
internal sealed class RunOptionsParser
{
    private readonly Option<bool> _clear = new("--clear-env", "-c") { Description = "pass nothing of the present environment on" };
    private readonly Option<bool> _inherit = new("--inherit-env") { Description = "pass the present environment on: the default, said explicitly" };
    private readonly Option<string[]> _keep = List("--keep", "with --clear-env: a variable to pass on anyway, or a pattern with * and ?", "name");
    private readonly Option<string[]> _filter = List("--filter", "read only this secret; the order counts; repeatable", "uuid", "-f");
    private readonly Option<string[]> _only = List("--only", "use only this variable, or those that match; repeatable", "name");
    private readonly Option<string> _prefix = new("--prefix") { Description = "put this before every name that --map does not change", HelpName = "text" };
    private readonly Option<string[]> _map = List("--map", "give the variable OLD the name NEW; repeatable", "OLD=NEW");
    private readonly Option<string[]> _require = List("--require", "start nothing unless this variable is there; commas or repeatable", "name");
    private readonly Option<bool> _allowEmpty = new("--allow-empty") { Description = "start the command even if there are no variables" };
    private readonly Option<string> _duplicates = new("--duplicates")
    {
        Description = "which of two variables of one name counts: last (the default), first, or error",
        HelpName = "rule",
        CompletionSources = { "last", "first", "error" },
    };

    private readonly Option<bool> _unsafe = new("--allow-unsafe-names") { Description = "allow names such as LD_PRELOAD, which decide what code is loaded" };
    private readonly Option<bool> _credentials = new("--keep-credentials") { Description = "pass PSONO_CI_* variables on to the command" };

    public IEnumerable<Option> All =>
        [_clear, _inherit, _keep, _filter, _only, _prefix, _map, _require, _allowEmpty, _duplicates, _unsafe, _credentials];

    public RunOptions Parse(ParseResult parsed)
    {
        var clear = parsed.GetValue(_clear);
        var keep = parsed.GetValue(_keep) ?? [];
        if (clear && parsed.GetValue(_inherit))
            throw PsonociException.Usage("--clear-env and --inherit-env contradict each other");
        if (keep.Length > 0 && !clear)
            throw PsonociException.Usage("--keep needs --clear-env: without it everything is kept");
        return new RunOptions
        {
            ClearEnvironment = clear,
            Keep = keep,
            Filter = parsed.GetValue(_filter) is { Length: > 0 } ids ? Array.ConvertAll(ids, ParseId) : null,
            Only = parsed.GetValue(_only) ?? [],
            Prefix = parsed.GetValue(_prefix) ?? "",
            Map = ParseMap(parsed.GetValue(_map) ?? []),
            Require = [.. (parsed.GetValue(_require) ?? []).SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries))],
            Duplicates = ParseDuplicates(parsed.GetValue(_duplicates)),
            AllowEmpty = parsed.GetValue(_allowEmpty),
            AllowUnsafeNames = parsed.GetValue(_unsafe),
            KeepCredentials = parsed.GetValue(_credentials),
        };
    }

    private static Guid ParseId(string text) =>
        Guid.TryParseExact(text, "D", out var id) ? id : throw PsonociException.Usage($"--filter {text}: not a UUID");

    private static List<KeyValuePair<string, string>> ParseMap(string[] pairs)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } old, { Length: > 0 } name])
                throw PsonociException.Usage($"--map {pair}: not of the form OLD=NEW");
            if (!map.TryAdd(old, name))
                throw PsonociException.Usage($"--map gives {old} two names");
        }

        return [.. map];
    }

    private static Duplicates ParseDuplicates(string? rule) => rule switch
    {
        null or "last" => Duplicates.Last,
        "first" => Duplicates.First,
        "error" => Duplicates.Error,
        _ => throw PsonociException.Usage($"--duplicates {rule}: not last, first or error"),
    };

    private static Option<string[]> List(string name, string description, string value, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
}
