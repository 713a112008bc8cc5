using System.CommandLine;
using System.CommandLine.Parsing;
using Psono.Server.Configuration;
using Psono.Shared;

namespace Psono.Server.Operations;

/// <summary>A command line that was understood.</summary>
internal sealed class OperatorCommandLine
{
    private readonly OperatorCommands _commands;

    private OperatorCommandLine(OperatorCommands commands, ParseResult given)
    {
        _commands = commands;
        Given = given;
    }

    public ParseResult Given { get; }

    /// <summary>Null: a group of commands, or the help of one was asked for.</summary>
    public OperatorCommand? Command => Given.GetValue(_commands.Help) ? null : Given.CommandResult.Command as OperatorCommand;

    public IReadOnlyList<string> Settings => _commands.SettingsOf(Given);

    public bool NamesDatabase => _commands.NamesDatabase(Given);

    public string Help => OperatorHelp.Of(Given.CommandResult.Command);

    /// <exception cref="UsageException">It is not one.</exception>
    public static OperatorCommandLine Parse(IReadOnlyList<string> arguments)
    {
        var commands = new OperatorCommands();
        var given = commands.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var line = new OperatorCommandLine(commands, given);
        if (given.GetValue(commands.Help))
            return line;
        if (given.UnmatchedTokens.Count > 0)
            throw Unknown(given.CommandResult.Command, given.UnmatchedTokens[0]);
        if (line.Command is { } command && Missing(command, given) is { } missing)
            throw new UsageException($"{missing}: {OperatorHelp.PathOf(command)} --help");
        return line;
    }

    private static UsageException Unknown(Command command, string token)
    {
        var isOption = token.StartsWith('-');
        var name = token.Split('=')[0];
        var known = isOption ? OperatorHelp.OptionsOf(command).Select(option => option.Name) : command.Subcommands.Select(sub => sub.Name);
        if (!isOption && command.Subcommands.Count == 0)
            return new UsageException($"too many arguments: {OperatorHelp.UsageOf(command)}");
        var question = Guess.Question(name, known);
        return new UsageException(
            $"unknown {(isOption ? "option" : "command")} '{Printable.Short(name)}'"
            + (question.Length > 0 ? question : $": {OperatorHelp.PathOf(command)} --help lists all"));
    }

    /// <summary>In our own words: the parser's repeat what was typed.</summary>
    private static string? Missing(Command command, ParseResult given)
    {
        foreach (var argument in command.Arguments)
        {
            if (argument.Arity.MinimumNumberOfValues > 0 && given.GetResult(argument) is not { Tokens.Count: > 0 })
                return $"<{argument.Name}> is missing";
        }

        var wrong = given.CommandResult.Children.FirstOrDefault(result => result.Errors.Any());
        return wrong switch
        {
            OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value",
            OptionResult option => $"{option.Option.Name}: {option.Errors.First().Message}",
            _ => given.Errors.Count > 0 ? "the command line cannot be understood" : null,
        };
    }
}
