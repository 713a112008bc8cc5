using Psono.Cli.Commands;
using Psono.Cli.Commands.Help;

namespace Psono.Tests.Commands;

public sealed class ManPageTests
{
    private readonly TestTerminal _terminal = new();

    [Fact]
    public void The_page_is_set_without_a_warning_and_says_what_the_help_says()
    {
        Assert.Equal(0, _terminal.Run(["man"]));
        using var directory = new TemporaryDirectory();
        var page = directory.Write("psonoci.1", _terminal.Data);
        var set = Tool.Run("groff", ["-man", "-ww", "-z", "-Tutf8", page]).Succeeds();
        Assert.Equal("", set.Error);

        // One long line for each paragraph, so that nothing is broken or hyphenated.
        var text = Tool.Run("groff", ["-man", "-Tutf8", "-P-cbou", "-rLL=2000n", page]).Succeeds().Output;
        var root = new PsonociCommand(new CommandContext(_terminal.Output, TestStart.With([])));
        foreach (var command in Syntax.Tree(root).Where(command => command.Subcommands.Count == 0))
        {
            Assert.Contains(Syntax.Usage(command), text, StringComparison.Ordinal);
            Assert.Contains(command.Description!, text, StringComparison.Ordinal);
            Assert.All(Syntax.OwnOptions(command), option => Assert.Contains(option.Description!, text, StringComparison.Ordinal));
            Assert.All(Syntax.Examples(command), example => Assert.Contains(example, text, StringComparison.Ordinal));
        }
    }
}
