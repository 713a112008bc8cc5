using System.CommandLine;

namespace Psono.Cli.Commands.Help;

// docs/decisions/0012
/// <summary>How commands are typed: the one source of the help, the man page and the completions.</summary>
internal static class Syntax
{
    private const string PathName = "path";

    public static string Path(Command command) => Parent(command) is { } parent ? $"{Path(parent)} {command.Name}" : "psonoci";

    /// <summary>How to get the help of a command, for hints.</summary>
    public static string HelpOf(Command command) => $"{Path(command)} --help";

    public static IEnumerable<Command> Subcommands(Command command) => command.Subcommands.Where(subcommand => !subcommand.Hidden);

    /// <summary>A command and all below it.</summary>
    public static IEnumerable<Command> Tree(Command command) => Subcommands(command).SelectMany(Tree).Prepend(command);

    /// <summary>Options that only this command has, or it and its group, and <c>--help</c>.</summary>
    public static IEnumerable<Option> OwnOptions(Command command) => command.Options
        .Where(o => !o.Hidden && (!o.Recursive || o.Action is HelpText || Parent(command) is not null))
        .Concat(OptionsOfGroups(command));

    /// <summary>Options that go before the command.</summary>
    public static IEnumerable<Option> GlobalOptions(Command command) =>
        Root(command).Options.Where(o => o is { Recursive: true, Hidden: false, Action: not HelpText });

    /// <summary>The spellings of an option, the short one first.</summary>
    public static IEnumerable<string> Names(Option option) => option.Aliases.Append(option.Name).OrderBy(name => name.Length);

    /// <summary>An option with its value: <c>-o, --output &lt;path&gt;</c>.</summary>
    public static string Of(Option option) => string.Join(", ", Names(option)) + (option.HelpName is null ? "" : $" <{option.HelpName}>");

    public static string Usage(Command command)
    {
        var arguments = command.Arguments.Select(argument => argument.Arity switch
        {
            { MaximumNumberOfValues: > 1 } => $"[--] <{argument.Name}> …",
            { MinimumNumberOfValues: 0 } => $"[<{argument.Name}>]",
            _ => $"<{argument.Name}>",
        });
        var tail = command.Subcommands.Count > 0 ? ["<command>"] : arguments.Prepend(OwnOptions(command).Any() ? "[options]" : "");
        var path = Path(command).Split(' ', 2);
        return string.Join(
            ' ', new[] { path[0], "[options]", path.ElementAtOrDefault(1) ?? "" }.Concat(tail).Where(part => part.Length > 0));
    }

    /// <summary>Whether the value of an option is the path of a file or of a directory.</summary>
    public static bool IsPath(Option option) => option.HelpName == PathName;

    public static bool IsPath(Argument argument) => (argument.HelpName ?? argument.Name) == PathName;

    public static IReadOnlyList<string> Examples(Command command) => command is PsonoCommand own ? own.Examples : [];

    /// <summary>Whether this is a command's name, or another one for it.</summary>
    public static bool IsCalled(Command command, string name) => command.Name == name || command.Aliases.Contains(name);

    public static Command? Subcommand(Command command, string name) =>
        command.Subcommands.FirstOrDefault(subcommand => IsCalled(subcommand, name));

    /// <summary>Other names of a command.</summary>
    public static IEnumerable<string> Aliases(Command command) => command.Aliases.Where(alias => alias != command.Name);

    /// <summary>The long names of all options that a command takes, for whoever guesses.</summary>
    public static IEnumerable<string> OptionNames(Command command) => Options(command).Where(option => !option.Hidden)
        .Select(option => option.Name);

    /// <summary>The name of the option in <c>--option=value</c>.</summary>
    public static string NameIn(string token) => token.Split('=', ':')[0];

    /// <summary>The option of that name that a command takes.</summary>
    public static Option? Option(Command command, string name) =>
        Options(command).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    /// <summary>
    /// What an argument that starts with a dash is, and whether the value of the option is the next one; null if it is no option. In a
    /// bundle such as <c>-cf</c> the value is the last option's.
    /// </summary>
    public static (Option Option, bool TakesNext)? Find(Command command, string token)
    {
        if (Option(command, token) is { } option)
            return (option, TakesValue(option));
        if (Option(command, NameIn(token)) is { } withValue)
            return (withValue, false);
        if (token.StartsWith("--", StringComparison.Ordinal))
            return null;
        for (var i = 1; i < token.Length; i++)
        {
            if (Option(command, $"-{token[i]}") is not { } bundled)
                return null;
            if (TakesValue(bundled) || i == token.Length - 1)
                return (bundled, TakesValue(bundled) && i == token.Length - 1);
        }

        return null;
    }

    public static bool TakesValue(Option option) => option.Arity.MinimumNumberOfValues > 0;

    /// <summary>Whether a command line of another program follows.</summary>
    public static bool TakesCommandLine(Command command) => command is PsonoCommand { TakesCommandLine: true };

    private static IEnumerable<Option> OptionsOfGroups(Command command) =>
        command is not PsonoCommand { TakesOptionsOfGroup: false } && Parent(command) is { } group && Parent(group) is not null
            ? group.Options.Where(option => option is { Recursive: true, Hidden: false }).Concat(OptionsOfGroups(group))
            : [];

    private static IEnumerable<Option> Options(Command command) => command.Options.Concat(
        Parent(command) is { } parent ? Options(parent).Where(option => option.Recursive) : []);

    private static Command Root(Command command) => Parent(command) is { } parent ? Root(parent) : command;

    private static Command? Parent(Command command) => command.Parents.OfType<Command>().FirstOrDefault();
}
