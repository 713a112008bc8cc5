using Psono.Cli.Commands.Help;

namespace Psono.Tests.Commands;

public sealed class WrappingTests
{
    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("averylongword b", 5, "averylongword|b")]
    [InlineData("", 5, "")]
    [InlineData("what it is [env: NAME]", 15, "what it is|[env: NAME]")]
    public void Lines_break_between_words(string text, int width, string expected) =>
        Assert.Equal(expected.Split('|'), Wrapping.Lines(text, width));

    [Theory]
    [InlineData("psonoci run -- ./x", 40, "psonoci run -- ./x")]
    [InlineData("psonoci run --map 'a b=c d' -- ./x", 24, @"psonoci run --map \|    'a b=c d' -- ./x")]
    public void A_command_line_can_be_copied_from_several_lines(string line, int width, string expected) =>
        Assert.Equal(expected.Split('|'), Wrapping.CommandLine(line, width));

    [Theory]
    [InlineData(null, 80), InlineData("60", 60), InlineData("400", 100), InlineData("7", 60), InlineData("x", 80)]
    public void Help_is_as_wide_as_the_terminal(string? columns, int width)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, terminal.Run(["vault", "login", "--help"], columns is null ? [] : [("COLUMNS", columns)]));
        var longest = terminal.Data.Split('\n').Max(line => line.Length);
        Assert.InRange(longest, width - 12, width);
    }

    [Theory]
    [InlineData("vault ls", "--server-url", "--api-key-id")]
    [InlineData("onboard", "--server-url", "--api-key-id")]
    [InlineData("completion", "--error-format", "--server-url")]
    [InlineData("config save", "--api-key-id", null)]
    public void Help_shows_the_options_before_the_command_that_mean_something(string command, string shown, string? hidden)
    {
        var terminal = new TestTerminal();
        terminal.Run([.. command.Split(' '), "--help"]);
        Assert.Contains($"  {shown} ", terminal.Data, StringComparison.Ordinal);
        if (hidden is not null)
            Assert.DoesNotContain(hidden, terminal.Data, StringComparison.Ordinal);
        Assert.Equal(hidden is not null, terminal.Data.EndsWith("psonoci --help\n", StringComparison.Ordinal));
    }
}
