using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Help;

/// <summary>Help that teaches by example: what it is for, how it is typed, then every option in a line or two.</summary>
internal sealed class HelpText(CommandContext context) : SynchronousCommandLineAction
{
    /// <summary>Where there is room for both beside each other, descriptions start here; else below what they describe.</summary>
    private const int Beside = 34;
    private const int Below = 8;
    private const int RoomForBoth = 76;

    private readonly int _width = TerminalWidth.Of(context.Start.Environment, context.Terminal.IsTerminal);

    private int Column => _width < RoomForBoth ? Below : Beside;

    /// <summary>Not a HelpOption: that loads the parser's own texts at each start.</summary>
    public static Option<bool> Option(CommandContext context) =>
        new("--help", "-h") { Action = new HelpText(context), Description = "show help", Arity = ArgumentArity.Zero, Recursive = true };

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command);
        return ExitCodes.Success;
    }

    public void Write(Command command)
    {
        var text = new StringBuilder();
        Paragraph(text, $"{Syntax.Path(command)}: {command.Description}");
        text.Append('\n');
        Paragraph(text, $"usage: {Syntax.Usage(command)}");
        if (Syntax.Aliases(command).ToList() is { Count: > 0 } aliases)
            Paragraph(text, $"also: {string.Join(", ", aliases)}");
        if (Syntax.Examples(command) is { Count: > 0 } examples)
        {
            text.Append("\nexamples:\n");
            foreach (var line in examples.SelectMany(example => Wrapping.CommandLine(example, _width - 2)))
                text.Append($"  {line}\n");
        }

        Section(text, "commands", Syntax.Subcommands(command).Select(c => (c.Name, c.Description ?? "")));
        Section(text, "arguments", command.Arguments.Where(a => !a.Hidden).Select(a => ($"<{a.Name}>", a.Description ?? "")));
        Section(text, "options", Syntax.OwnOptions(command).Select(Describe));
        var needs = (command as PsonoCommand)?.Needs ?? Needs.ApiKey;
        Section(text, "options before the command", context.Options.For(needs).Select(Describe));
        if (needs != Needs.ApiKey)
            Paragraph(text, "\nAll options that go before a command: psonoci --help");
        context.Terminal.Write(text.ToString());
    }

    private void Paragraph(StringBuilder text, string paragraph) =>
        text.Append(string.Join('\n', Wrapping.Lines(paragraph, _width))).Append('\n');

    private void Section(StringBuilder text, string title, IEnumerable<(string Left, string Right)> lines)
    {
        var rows = lines.ToList();
        if (rows.Count == 0)
            return;
        text.Append($"\n{title}:\n");
        foreach (var (left, right) in rows)
        {
            var description = string.Join('\n' + new string(' ', Column), Wrapping.Lines(right, _width - Column));
            var gap = right.Length == 0 ? ""
                : left.Length + 3 < Column ? new string(' ', Column - left.Length - 2)
                : "\n" + new string(' ', Column);
            text.Append($"  {left}{gap}{description}\n");
        }
    }

    private static (string Left, string Right) Describe(Option option) => (Syntax.Of(option), option.Description ?? "");
}
