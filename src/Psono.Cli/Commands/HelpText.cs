using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands;

/// <summary>Help that teaches by example: what it is for, how it is typed, then every option in one line.</summary>
internal sealed class HelpText(TerminalOutput terminal) : SynchronousCommandLineAction
{
    private const int Column = 36;

    public static HelpOption Option(TerminalOutput terminal) =>
        new("--help", "-h") { Action = new HelpText(terminal), Description = "this text" };

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command);
        return ExitCodes.Success;
    }

    public void Write(Command command)
    {
        var text = new StringBuilder();
        text.Append($"{Path(command)}: {command.Description}\n\nusage: {Usage(command)}\n");
        Section(text, "examples", HelpExamples.Of(Path(command)).Select(example => (example, "")));
        Section(text, "commands", command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description ?? "")));
        Section(text, "arguments", command.Arguments.Where(a => !a.Hidden).Select(a => ($"<{a.Name}>", a.Description ?? "")));
        Section(text, "options", command.Options.Where(IsOwn).Select(Describe));
        Section(text, "options before the command", RootOf(command).Options.Where(o => o.Recursive && o is not HelpOption).Select(Describe));
        terminal.Write(text.ToString());
    }

    private static bool IsOwn(Option option) => !option.Hidden && (!option.Recursive || option is HelpOption);

    private static void Section(StringBuilder text, string title, IEnumerable<(string Left, string Right)> lines)
    {
        var rows = lines.ToList();
        if (rows.Count == 0)
            return;
        text.Append($"\n{title}:\n");
        foreach (var (left, right) in rows)
        {
            var gap = right.Length == 0 ? "" : left.Length + 2 < Column ? new string(' ', Column - left.Length - 2) : "\n" + new string(' ', Column);
            text.Append($"  {left}{gap}{right}\n");
        }
    }

    private static (string Left, string Right) Describe(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(name => name.Length));
        return (option.HelpName is null ? names : $"{names} <{option.HelpName}>", option.Description ?? "");
    }

    private static string Usage(Command command)
    {
        var arguments = command.Arguments.Select(argument => argument.Arity switch
        {
            { MaximumNumberOfValues: > 1 } => $"[--] <{argument.Name}> …",
            { MinimumNumberOfValues: 0 } => $"[<{argument.Name}>]",
            _ => $"<{argument.Name}>",
        });
        var tail = command.Subcommands.Count > 0 ? ["<command>"] : arguments.Prepend(command.Options.Any(IsOwn) ? "[options]" : "");
        var path = Path(command).Split(' ', 2);
        return string.Join(' ', new[] { path[0], "[options]", path.ElementAtOrDefault(1) ?? "" }.Concat(tail).Where(part => part.Length > 0));
    }

    private static string Path(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
        ? $"{Path(parent)} {command.Name}"
        : "psonoci";

    private static Command RootOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? RootOf(parent) : command;
}
