using System.CommandLine;
using Psono.Cli;
using Psono.Cli.Commands;
using Psono.Cli.Commands.Help;

namespace Psono.Tests.Commands;

/// <summary>What an unset shell variable leaves behind: no path of any command may be empty.</summary>
public sealed class EmptyPathTests
{
    private readonly TestTerminal _terminal = new();

    public static TheoryData<string> Options { get; } =
        [.. from command in Commands() from option in Syntax.OwnOptions(command)
            where Syntax.IsPath(option) from name in Syntax.Names(option) select $"{Syntax.Path(command)} {name}"];

    public static TheoryData<string> OptionsAnywhere { get; } =
        [.. from option in Syntax.GlobalOptions(Root()) where Syntax.IsPath(option) from name in Syntax.Names(option) select name];

    public static TheoryData<string, string> Arguments { get; } = OfArguments();

    [Fact]
    public void All_of_them_are_looked_at()
    {
        Assert.Contains("psonoci inject -i", Options.Select(row => row.Data));
        Assert.Contains("psonoci vault api-key create --save", Options.Select(row => row.Data));
        Assert.Contains("--cache", OptionsAnywhere.Select(row => row.Data));
        Assert.Contains(("psonoci config save", "path"), Arguments.Select(row => row.Data));
        Assert.Contains(("psonoci gpg verify x", "file"), Arguments.Select(row => row.Data));
    }

    [Theory, MemberData(nameof(Options))]
    public void An_empty_path_is_refused(string line)
    {
        Refuses([.. line.Split(' ')[1..], ""], line.Split(' ')[^1]);
        Refuses([.. line.Split(' ')[1..^1], $"{line.Split(' ')[^1]}="], line.Split(' ')[^1]);
    }

    [Theory, MemberData(nameof(OptionsAnywhere))]
    public void An_empty_path_before_the_command_is_refused(string option) => Refuses([option, "", "api-key", "info"], option);

    [Theory, MemberData(nameof(Arguments))]
    public void An_empty_argument_that_is_a_path_is_refused(string line, string argument) =>
        Refuses([.. line.Split(' ')[1..], ""], $"<{argument}>");

    private void Refuses(string[] args, string name)
    {
        var exitCode = _terminal.Run(args);
        Assert.Equal(args[0] is "run" or "check" ? ExitCodes.NotStarted : ExitCodes.Usage, exitCode);
        Assert.EndsWith(" is empty", _terminal.Error.Split('\n')[0], StringComparison.Ordinal);
        Assert.StartsWith($"psonoci: error: {LongName(args, name)}", _terminal.Error, StringComparison.Ordinal);
    }

    /// <summary>As messages name an option, however it was typed.</summary>
    private static string LongName(string[] args, string name)
    {
        Command command = Root();
        foreach (var arg in args)
            command = command.Subcommands.FirstOrDefault(subcommand => subcommand.Name == arg) ?? command;
        return Syntax.OwnOptions(command)
            .Concat(Syntax.GlobalOptions(command)).FirstOrDefault(option => Syntax.Names(option).Contains(name))?.Name ?? name;
    }

    private static TheoryData<string, string> OfArguments()
    {
        var data = new TheoryData<string, string>();
        foreach (var command in Commands())
        {
            for (var i = 0; i < command.Arguments.Count; i++)
            {
                if (Syntax.IsPath(command.Arguments[i]))
                    data.Add(string.Join(' ', Enumerable.Repeat("x", i).Prepend(Syntax.Path(command))), command.Arguments[i].Name);
            }
        }

        return data;
    }

    private static IEnumerable<Command> Commands() => Syntax.Tree(Root());

    private static PsonociCommand Root() => new(new CommandContext(new TestTerminal().Output, TestStart.With([])));
}
