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
        "--keep", "with --clear-env: a variable to keep, or a pattern with * and ?", "name");
    private readonly Option<string[]> _unset = List(
        "--unset", "do not pass on this inherited variable or pattern; repeatable", "name");
    private readonly Option<string[]> _filter = List(
        "--filter", "read only this secret (id or title); the order matters; repeatable", "secret", "-f");
    private readonly Option<string[]> _only = List("--only", "use only this variable or pattern; repeatable", "name");
    private readonly Option<string> _prefix = new("--prefix")
    {
        Description = "prefix for all names that --map does not change",
        HelpName = "text",
    };
    private readonly Option<string[]> _map = List("--map", "rename the variable OLD to NEW; repeatable", "OLD=NEW");
    private readonly Option<string[]> _require = List(
        "--require", "fail if this variable is missing; comma-separated or repeatable", "name");
    private readonly Option<string[]> _requireFile = List(
        "--require-file", "like --require, for every name in this file: one per line, # for comments", "path");
    private readonly Option<bool> _allowEmpty = new("--allow-empty") { Description = "do not fail if there are no variables" };
    private readonly Option<string> _duplicates = new("--duplicates")
    {
        Description = "which variable to use if several have the same name: last (default), first, or error",
        HelpName = "rule",
        CompletionSources = { "last", "first", "error" },
    };

    private readonly Option<string?> _unsafe = new("--allow-unsafe-names")
    {
        Description = "allow names such as LD_PRELOAD, which control what code runs: all, or --allow-unsafe-names=NAME,PATTERN "
            + "[env: PSONO_CI_ALLOW_UNSAFE_NAMES]",
        HelpName = "names",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _credentials = new("--keep-credentials") { Description = "pass PSONO_CI_* variables on to the command" };
    private readonly Option<string[]> _file = List(
        "--file", "set the variable to the path of an in-memory file with the value; repeatable", "name");
    private readonly Option<string[]> _fileBase64 = List(
        "--file-base64", "like --file, for a base64-encoded value; repeatable", "name");

    /// <summary>Which variables, without what they are for.</summary>
    public IEnumerable<Option> Selection => [_filter, _only, _prefix, _map, _require, _requireFile, _allowEmpty, _duplicates, _unsafe];

    public IEnumerable<Option> All => [_clear, _inherit, _keep, _unset, .. Selection, _credentials, _file, _fileBase64];

    public RunOptions Parse(ParseResult parsed)
    {
        var clear = parsed.GetValue(_clear);
        var keep = Names(parsed, _keep);
        if (clear && parsed.GetValue(_inherit))
            throw PsonociException.Usage("--clear-env and --inherit-env cannot be combined");
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
            : throw PsonociException.Usage("--allow-unsafe-names= is empty", "use variable names, separated by commas");

    /// <summary>An unset shell variable must not select something else than what was meant.</summary>
    public static string[] RefuseEmpty(string[] references) =>
        references.Contains("") ? throw PsonociException.Usage("--filter is empty", "use the id or title of a secret") : references;

    /// <summary>Nor must it pass for a name: an empty one matches nothing, and what it was meant to do is not done.</summary>
    private static string[] Names(ParseResult parsed, Option<string[]> option)
    {
        var names = parsed.GetValue(option) ?? [];
        return names.Any(string.IsNullOrWhiteSpace)
            ? throw PsonociException.Usage($"{option.Name} is empty", "use the name of a variable")
            : names;
    }

    private static string[] ParseRequired(string names)
    {
        var all = names.Split(',', StringSplitOptions.TrimEntries);
        return all.Contains("") ? throw PsonociException.Usage("--require has an empty name", "separate names with commas") : all;
    }

    private static List<KeyValuePair<string, string>> ParseMap(string[] pairs)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } old, { Length: > 0 } name])
                throw PsonociException.Usage($"--map {pair}: expected OLD=NEW");
            if (!VariableNames.IsValid(name))
                throw PsonociException.Usage($"--map {pair}: invalid variable name '{name}'", "use OLD=NEW, with a single '='");
            if (!map.TryAdd(old, name))
                throw PsonociException.Usage($"--map gives {old} two names");
        }

        return [.. map];
    }

    private static string ParsePrefix(string prefix) => prefix.Length == 0 || VariableNames.IsValid(prefix)
        ? prefix
        : throw PsonociException.Usage($"--prefix {prefix}: no variable name can start with this");

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
