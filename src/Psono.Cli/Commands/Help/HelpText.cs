using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Help;

/// <summary>Help that teaches by example: what it is for, how it is typed, then every option in one line.</summary>
internal sealed class HelpText(TerminalOutput terminal) : SynchronousCommandLineAction
{
    private const int Column = 36;

    /// <summary>Not a HelpOption: that loads the parser's own texts at each start.</summary>
    public static Option<bool> Option(TerminalOutput terminal) =>
        new("--help", "-h") { Action = new HelpText(terminal), Description = "this text", Arity = ArgumentArity.Zero, Recursive = true };

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command);
        return ExitCodes.Success;
    }

    public void Write(Command command)
    {
        var text = new StringBuilder();
        text.Append($"{Syntax.Path(command)}: {command.Description}\n\nusage: {Syntax.Usage(command)}\n");
        Section(text, "examples", Syntax.Examples(command).Select(example => (example, "")));
        Section(text, "commands", Syntax.Subcommands(command).Select(c => (c.Name, c.Description ?? "")));
        Section(text, "arguments", command.Arguments.Where(a => !a.Hidden).Select(a => ($"<{a.Name}>", a.Description ?? "")));
        Section(text, "options", Syntax.OwnOptions(command).Select(Describe));
        Section(text, "options before the command", Syntax.GlobalOptions(command).Select(Describe));
        terminal.Write(text.ToString());
    }

    private static void Section(StringBuilder text, string title, IEnumerable<(string Left, string Right)> lines)
    {
        var rows = lines.ToList();
        if (rows.Count == 0)
            return;
        text.Append($"\n{title}:\n");
        foreach (var (left, right) in rows)
        {
            var gap = right.Length == 0 ? ""
                : left.Length + 2 < Column ? new string(' ', Column - left.Length - 2)
                : "\n" + new string(' ', Column);
            text.Append($"  {left}{gap}{right}\n");
        }
    }

    private static (string Left, string Right) Describe(Option option) => (Syntax.Of(option), option.Description ?? "");
}
