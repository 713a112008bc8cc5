using System.CommandLine;
using Psono.Cli.Commands.Help;
using Psono.Cli.Configuration;
using Psono.Shared;

namespace Psono.Cli.Commands;

/// <summary>
/// Refuses what looks like an option and is none. The parser would take it for an argument, and a mistyped <c>--folder</c> would become a
/// variable, a title or a name. Arguments that start with a dash stand behind <c>--</c>.
/// </summary>
internal static class KnownWords
{
    public static void RefuseUnknownOption(string[] args, Command root)
    {
        var current = root;
        var arguments = 0;
        for (var i = 0; i < args.Length && args[i] != "--"; i++)
        {
            var token = args[i];
            if (token is ['-', _, ..])
            {
                if (Syntax.Find(current, token) is { } options)
                    i += options.TakesNext ? 1 : 0;
                else if (!IsValue(current, token, arguments++))
                    throw UnknownOption(current, token);
            }
            else if (Syntax.TakesCommandLine(current))
            {
                RefuseConfiguration(current, token, args[..i]);
                return;
            }
            else if (Syntax.Subcommand(current, token) is { } subcommand)
            {
                current = subcommand;
            }
            else if (current.Subcommands.Count > 0)
            {
                return;
            }
            else
            {
                arguments++;
            }
        }
    }

    /// <summary>What is meant by an unknown command: one of this group, or one of the same name further down.</summary>
    public static PsonociException UnknownCommand(Command group, string typed, Command complete)
    {
        var place = Syntax.Tree(complete).FirstOrDefault(command => Syntax.Path(command) == Syntax.Path(group)) ?? complete;
        var names = place.Subcommands.Where(command => !command.Hidden).SelectMany(command => command.Aliases.Prepend(command.Name));
        var question = Guess.Question(typed, names);
        if (question.Length == 0 && Syntax.Tree(place).FirstOrDefault(command => Syntax.IsCalled(command, typed)) is { } deeper)
            question = $"; did you mean '{Syntax.Path(deeper)}'?";
        return PsonociException.Usage($"unknown command '{Printable.Short(typed)}'{question}", Syntax.HelpOf(group));
    }

    private static PsonociException UnknownOption(Command command, string token)
    {
        var name = Syntax.NameIn(token);
        var question = Guess.Question(name, Syntax.OptionNames(command));

        // It may be the value of a secret, or a password behind a letter: what is no option's name is not repeated.
        var isName = name.StartsWith("--", StringComparison.Ordinal) || name.Length == 2;
        return question.Length > 0 || (isName && command.Arguments.All(argument => argument is not ISensitive { AfterEquals: false }))
            ? PsonociException.Usage($"unknown option '{Printable.Short(name)}'{question}", Hint(command))
            : PsonociException.Usage("unknown option", Hint(command));
    }

    private static string Hint(Command command) => command.Arguments.Count > 0 && !Syntax.TakesCommandLine(command)
        ? $"{Syntax.HelpOf(command)}; put arguments that start with '-' after --"
        : Syntax.HelpOf(command);

    /// <summary>Whether it is a value as it is, such as the first line of a private key, that no option is like.</summary>
    private static bool IsValue(Command command, string token, int position) =>
        command.Arguments.ElementAtOrDefault(position) is ISensitive { AfterEquals: false }
        && Guess.Nearest(Syntax.NameIn(token), Syntax.OptionNames(command)) is null;

    /// <summary>Before the command <c>-c</c> gives the configuration, behind it something else: the likeliest slip of all.</summary>
    private static void RefuseConfiguration(Command command, string program, string[] before)
    {
        if (before is not [.., "-c"] || !program.EndsWith(".toml", StringComparison.OrdinalIgnoreCase))
            return;
        throw PsonociException.Usage(
            $"after {command.Name}, -c means --clear-env, not --config-path",
            $"put the configuration before the command: psonoci -c {program} {command.Name} …");
    }
}
