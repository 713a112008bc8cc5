using System.CommandLine;
using System.CommandLine.Parsing;
using Psono.Cli.Commands.Help;

namespace Psono.Cli.Commands;

/// <summary>
/// What is wrong with a command line. In our own words: the parser's repeat arguments, and an argument too many may be half of a
/// password that someone forgot to quote.
/// </summary>
internal static class UsageErrors
{
    public static PsonociException Describe(ParseResult parsed, CommandContext context)
    {
        var command = parsed.CommandResult.Command;
        var unmatched = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        var hint = Syntax.HelpOf(command);
        if (command.Subcommands.Count > 0 && unmatched is not null)
            return KnownWords.UnknownCommand(command, unmatched, new PsonociCommand(context));
        if (unmatched is not null)
            return PsonociException.Usage($"too many arguments for {command.Name}", "quote values that contain spaces");
        foreach (var result in ResultsOf(parsed.CommandResult))
        {
            if (result.Errors.Any() && NameOf(result) is { } name)
            {
                return PsonociException.Usage(
                    result.Tokens.Count > 0 ? $"invalid {name}" : result is OptionResult ? $"{name} needs a value" : $"{name} is missing",
                    hint);
            }
        }

        var missing = command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0
            && parsed.GetResult(argument) is not { Tokens.Count: > 0 });
        return PsonociException.Usage(missing is null ? "incomplete command line" : $"<{missing.Name}> is missing", hint);
    }

    /// <summary>Whether a group was named, and neither a command in it nor anything wrong.</summary>
    public static bool IsGroupAlone(ParseResult parsed) => parsed.CommandResult.Command.Subcommands.Count > 0
        && parsed.UnmatchedTokens.Count == 0
        && !ResultsOf(parsed.CommandResult).Any(result => NameOf(result) is not null && result.Errors.Any());

    /// <summary>
    /// A path that is empty, as after an unset shell variable: no file has it, and the runtime takes it for a mistake of ours.
    /// </summary>
    public static void RefuseEmptyPath(ParseResult parsed)
    {
        var empty = ResultsOf(parsed.CommandResult)
            .FirstOrDefault(result => IsPath(result) && result.Tokens.Any(token => token.Value.Length == 0));
        if (empty is not null)
            throw PsonociException.Usage($"{NameOf(empty)} is empty", "use the path of a file, or omit the option");
    }

    private static bool IsPath(SymbolResult result) => result switch
    {
        OptionResult option => Syntax.IsPath(option.Option),
        ArgumentResult argument => Syntax.IsPath(argument.Argument),
        _ => false,
    };

    /// <summary>What was given to a command and to those above it: global options stand before the command.</summary>
    private static IEnumerable<SymbolResult> ResultsOf(CommandResult command) =>
        command.Parent is CommandResult parent ? command.Children.Concat(ResultsOf(parent)) : command.Children;

    private static string? NameOf(SymbolResult result) => result switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult argument => $"<{argument.Argument.Name}>",
        _ => null,
    };
}
