using System.CommandLine;

namespace Psono.Cli.Commands.Help;

// docs/decisions/0012
/// <summary>How commands are typed: the one source of the help, the man page and the completions.</summary>
internal static class Syntax
{
    private const string PathName = "path";

    public static string Path(Command command) => Parent(command) is { } parent ? $"{Path(parent)} {command.Name}" : "psonoci";

    public static IEnumerable<Command> Subcommands(Command command) => command.Subcommands.Where(subcommand => !subcommand.Hidden);

    /// <summary>A command and all below it.</summary>
    public static IEnumerable<Command> Tree(Command command) => Subcommands(command).SelectMany(Tree).Prepend(command);

    /// <summary>Options that only this command has, and <c>--help</c>.</summary>
    public static IEnumerable<Option> OwnOptions(Command command) =>
        command.Options.Where(o => !o.Hidden && (!o.Recursive || o.Action is HelpText));

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

    /// <summary>Whether a command line of another program follows.</summary>
    public static bool TakesCommandLine(Command command) => command is PsonoCommand { TakesCommandLine: true };

    private static Command Root(Command command) => Parent(command) is { } parent ? Root(parent) : command;

    private static Command? Parent(Command command) => command.Parents.OfType<Command>().FirstOrDefault();
}
