using System.CommandLine;
using System.Text;

namespace Psono.Server.Operations;

/// <summary>Help of commands, which teaches by example.</summary>
internal static class OperatorHelp
{
    private const int Column = 28;

    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "psono-server";

    public static string UsageOf(Command command)
    {
        var words = command.Subcommands.Count > 0 ? ["<command>"] : command.Arguments
            .Select(argument => argument.Arity.MinimumNumberOfValues > 0 ? $"<{argument.Name}>" : $"[<{argument.Name}>]")
            .Prepend("[--option value]...");
        return $"{PathOf(command)} {string.Join(' ', words)}";
    }

    /// <summary>Those of the command, then those that all have.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) => command.Options.Where(option => !option.Recursive)
        .Concat(RootOf(command).Options);

    public static string Of(Command command)
    {
        var text = new StringBuilder($"{PathOf(command)}: {command.Description}\n\nUsage: {UsageOf(command)}\n");
        if (command is OperatorCommand { Examples: var examples })
            Section(text, "Examples", examples.Select(example => (example, "")));
        Section(text, "Commands", command.Subcommands.Select(sub => (sub.Name, sub.Description ?? "")));
        Section(text, "Arguments", command.Arguments.Select(argument => ($"<{argument.Name}>", argument.Description ?? "")));
        Section(text, "Options", OptionsOf(command).Where(option => !option.Hidden).Select(
            option => (option.Name + (option.HelpName is { } value ? $" <{value}>" : ""), option.Description ?? "")));
        return text.Append("\nAll settings: psono-server --help\n").ToString();
    }

    private static void Section(StringBuilder text, string title, IEnumerable<(string Left, string Right)> rows)
    {
        if (!rows.Any())
            return;
        text.Append($"\n{title}:\n");
        foreach (var (left, right) in rows)
        {
            var gap = right.Length == 0 ? "" : left.Length + 4 <= Column ? new string(' ', Column - left.Length - 2)
                : "\n" + new string(' ', Column);
            text.Append($"  {left}{gap}{right}\n");
        }
    }

    private static Command RootOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? RootOf(parent) : command;
}
