using System.CommandLine;

namespace Psono.Cli.Commands.Run;

/// <summary>The options of <c>run</c>, and what they mean together.</summary>
internal sealed class RunOptionsParser
{
    private readonly Option<bool> _clear = new("--clear-env", "-c") { Description = "start with an empty environment" };
    private readonly Option<bool> _inherit = new("--inherit-env")
    {
        Description = "inherit the environment (default)",
    };
    private readonly Option<string[]> _keep = List(
        "--keep", "with --clear-env: a variable to pass on anyway, or a pattern with * and ?", "name");
    private readonly Option<string[]> _unset = List(
        "--unset", "do not pass this inherited variable on, or those that match; repeatable", "name");
    private readonly Option<string[]> _filter = List(
        "--filter", "read only this secret, named by id or title; the order counts; repeatable", "secret", "-f");
    private readonly Option<string[]> _only = List("--only", "use only this variable, or those that match; repeatable", "name");
    private readonly Option<string> _prefix = new("--prefix")
    {
        Description = "put this before every name that --map does not change",
        HelpName = "text",
    };
    private readonly Option<string[]> _map = List("--map", "give the variable OLD the name NEW; repeatable", "OLD=NEW");
    private readonly Option<string[]> _require = List(
        "--require", "fail unless this variable is there; commas or repeatable", "name");
    private readonly Option<string[]> _requireFile = List(
        "--require-file", "the same for every name in this file: one a line, # for comments", "path");
    private readonly Option<bool> _allowEmpty = new("--allow-empty") { Description = "do not fail if there are no variables" };
    private readonly Option<string> _duplicates = new("--duplicates")
    {
        Description = "which of two variables of one name counts: last (the default), first, or error",
        HelpName = "rule",
        CompletionSources = { "last", "first", "error" },
    };

    private readonly Option<string?> _unsafe = new("--allow-unsafe-names")
    {
        Description = "allow names such as LD_PRELOAD, which decide what code is run: all, or --allow-unsafe-names=NAME,PATTERN "
            + "[env: PSONO_CI_ALLOW_UNSAFE_NAMES]",
        HelpName = "names",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _credentials = new("--keep-credentials") { Description = "pass PSONO_CI_* variables on to the command" };
    private readonly Option<string[]> _file = List(
        "--file", "give the command the path of a file in memory that holds the value; repeatable", "name");
    private readonly Option<string[]> _fileBase64 = List(
        "--file-base64", "the same for a value that is base64 of the file; repeatable", "name");

    /// <summary>Which variables, without what they are for.</summary>
    public IEnumerable<Option> Selection => [_filter, _only, _prefix, _map, _require, _requireFile, _allowEmpty, _duplicates, _unsafe];

    public IEnumerable<Option> All => [_clear, _inherit, _keep, _unset, .. Selection, _credentials, _file, _fileBase64];

    public RunOptions Parse(ParseResult parsed)
    {
        var clear = parsed.GetValue(_clear);
        var keep = Names(parsed, _keep);
        if (clear && parsed.GetValue(_inherit))
            throw PsonociException.Usage("--clear-env and --inherit-env contradict each other");
        if (keep.Length > 0 && !clear)
            throw PsonociException.Usage("--keep needs --clear-env: without it everything is kept");
        return new RunOptions
        {
            ClearEnvironment = clear,
            Keep = keep,
            Unset = Names(parsed, _unset),
            Filter = parsed.GetValue(_filter) is { Length: > 0 } references ? RefuseEmpty(references) : null,
            Only = Names(parsed, _only),
            Prefix = ParsePrefix(parsed.GetValue(_prefix) ?? ""),
            Map = ParseMap(parsed.GetValue(_map) ?? []),
            Require =
            [
                .. (parsed.GetValue(_require) ?? []).SelectMany(ParseRequired),
                .. (parsed.GetValue(_requireFile) ?? []).SelectMany(RequiredNames.ReadFile),
            ],
            Duplicates = ParseDuplicates(parsed.GetValue(_duplicates)),
            AllowEmpty = parsed.GetValue(_allowEmpty),
            AllowUnsafeNames = parsed.GetResult(_unsafe) is { Implicit: false } ? ParseNames(parsed.GetValue(_unsafe) ?? "*") : [],
            KeepCredentials = parsed.GetValue(_credentials),
            Files = Names(parsed, _file),
            FilesBase64 = Names(parsed, _fileBase64),
        };
    }

    /// <summary>Names and patterns with commas between them.</summary>
    public static string[] ParseNames(string names) =>
        names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parsed
            ? parsed
            : throw PsonociException.Usage("--allow-unsafe-names= is empty", "give names of variables, with commas between them");

    /// <summary>An unset shell variable must not select something else than what was meant.</summary>
    public static string[] RefuseEmpty(string[] references) =>
        references.Contains("") ? throw PsonociException.Usage("--filter is empty", "give the id or the title of a secret") : references;

    /// <summary>Nor must it pass for a name: an empty one matches nothing, and what it was meant to do is not done.</summary>
    private static string[] Names(ParseResult parsed, Option<string[]> option)
    {
        var names = parsed.GetValue(option) ?? [];
        return names.Any(string.IsNullOrWhiteSpace)
            ? throw PsonociException.Usage($"{option.Name} is empty", "give the name of a variable")
            : names;
    }

    private static string[] ParseRequired(string names)
    {
        var all = names.Split(',', StringSplitOptions.TrimEntries);
        return all.Contains("") ? throw PsonociException.Usage("--require has an empty name", "give names, with commas between them") : all;
    }

    private static List<KeyValuePair<string, string>> ParseMap(string[] pairs)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } old, { Length: > 0 } name])
                throw PsonociException.Usage($"--map {pair}: not of the form OLD=NEW");
            if (!VariableNames.IsValid(name))
                throw PsonociException.Usage($"--map {pair}: no variable can have the name '{name}'", "give OLD=NEW, with one '='");
            if (!map.TryAdd(old, name))
                throw PsonociException.Usage($"--map gives {old} two names");
        }

        return [.. map];
    }

    private static string ParsePrefix(string prefix) => prefix.Length == 0 || VariableNames.IsValid(prefix)
        ? prefix
        : throw PsonociException.Usage($"--prefix {prefix}: no variable can have a name that begins like this");

    private static Duplicates ParseDuplicates(string? rule) => rule switch
    {
        null or "last" => Duplicates.Last,
        "first" => Duplicates.First,
        "error" => Duplicates.Error,
        _ => throw PsonociException.NotOneOf("invalid --duplicates", rule, ["last", "first", "error"]),
    };

    private static Option<string[]> List(string name, string description, string value, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = value,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
}
