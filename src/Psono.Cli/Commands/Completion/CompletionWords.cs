using System.CommandLine;
using System.CommandLine.Completions;
using Psono.Cli.Commands.Help;

namespace Psono.Cli.Commands.Completion;

/// <summary>What may follow what, in the tree of commands. A place is the commands typed so far: <c>psonoci secret get</c>.</summary>
internal sealed class CompletionWords(Command root)
{
    private readonly List<Command> _commands = [.. Syntax.Tree(root)];

    /// <summary>A place and the commands that lead further down.</summary>
    public IEnumerable<(string Place, IEnumerable<string> Words)> Steps => _commands
        .Where(command => Syntax.Subcommands(command).Any())
        .Select(command => (Syntax.Path(command), Syntax.Subcommands(command).Select(subcommand => subcommand.Name)));

    /// <summary>Another name of a command at a place, and the place to which both lead.</summary>
    public IEnumerable<(string Place, string Alias, string Target)> Aliases => _commands.SelectMany(command => Syntax.Subcommands(command)
        .SelectMany(subcommand => Syntax.Aliases(subcommand).Select(alias => (Syntax.Path(command), alias, Syntax.Path(subcommand)))));

    /// <summary>Places where the command line of another program begins.</summary>
    public IEnumerable<string> CommandLines => _commands.Where(Syntax.TakesCommandLine).Select(Syntax.Path);

    /// <summary>A place and its options that take a value.</summary>
    public IEnumerable<(string Place, IEnumerable<string> Words)> Valued => Places(Syntax.TakesValue);

    /// <summary>A place and its options that take none, although one that may stand anywhere and is spelled alike does.</summary>
    public IEnumerable<(string Place, IEnumerable<string> Words)> Flags => Places(option => !Syntax.TakesValue(option));

    /// <summary>Options that may stand at any place and take a value.</summary>
    public IEnumerable<string> ValuedAnywhere => Names(Anywhere.Where(Syntax.TakesValue));

    /// <summary>Options of a place whose value is a file.</summary>
    public IEnumerable<(string Place, IEnumerable<string> Words)> Files => Places(Syntax.IsPath);

    public IEnumerable<string> FilesAnywhere => Names(Anywhere.Where(Syntax.IsPath));

    /// <summary>Places with the number of the argument that is a file.</summary>
    public IEnumerable<string> FileArguments => Arguments.Where(entry => Syntax.IsPath(entry.Argument)).Select(entry => entry.Place);

    /// <summary>Options whose values are known, with the place in front if they belong to one.</summary>
    public IEnumerable<(string? Place, string Option, string[] Values)> OptionValues => _commands
        .SelectMany(command => Syntax.OwnOptions(command).Select(option => (Place: (string?)Syntax.Path(command), Option: option)))
        .Concat(Anywhere.Select(option => (Place: (string?)null, Option: option)))
        .Where(entry => Syntax.TakesValue(entry.Option))
        .SelectMany(entry => Syntax.Names(entry.Option)
            .Select(name => (entry.Place, name, Values(entry.Option.GetCompletions(CompletionContext.Empty)))))
        .Where(entry => entry.Item3.Length > 0);

    /// <summary>Arguments whose values are known, by place and number.</summary>
    public IEnumerable<(string Place, string[] Values)> ArgumentValues => Arguments
        .Select(entry => (entry.Place, Values(entry.Argument.GetCompletions(CompletionContext.Empty))))
        .Where(entry => entry.Item2.Length > 0);

    /// <summary>Every place and what may be typed there, with what it means.</summary>
    public IEnumerable<(string Place, IEnumerable<(string Word, string Meaning)> Words)> Candidates => _commands.Select(command => (
        Syntax.Path(command),
        Syntax.Subcommands(command).Select(subcommand => (subcommand.Name, Meaning(subcommand)))
            .Concat(Options(command).SelectMany(option => Syntax.Names(option).Where(IsLong).Select(name => (name, Meaning(option)))))));

    private IEnumerable<Option> Anywhere => Syntax.GlobalOptions(root);

    private IEnumerable<(string Place, Argument Argument)> Arguments => _commands
        .SelectMany(command => command.Arguments.Select((argument, number) => ($"{Syntax.Path(command)} {number}", argument)));

    private IEnumerable<(string Place, IEnumerable<string> Words)> Places(Func<Option, bool> choice) => _commands
        .Select(command => (Syntax.Path(command), Words: Names(Syntax.OwnOptions(command).Where(choice))))
        .Where(entry => entry.Words.Any());

    private IEnumerable<Option> Options(Command command) =>
        command == root ? root.Options.Where(option => !option.Hidden) : Syntax.OwnOptions(command);

    private static IEnumerable<string> Names(IEnumerable<Option> options) => options.SelectMany(Syntax.Names);

    private static string[] Values(IEnumerable<CompletionItem> items) => [.. items.Select(item => item.Label)];

    private static bool IsLong(string name) => name.StartsWith("--", StringComparison.Ordinal);

    private static string Meaning(Symbol symbol) => symbol.Description ?? "";
}
