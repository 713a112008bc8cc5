using CsCheck;
using Psono.Cli.Commands.Vault;
using Psono.Protocol.Secrets;
using Psono.Protocol.Text;

namespace Psono.Tests.Text;

public sealed class DotenvReaderTests
{
    [Theory]
    [InlineData("a=b", "a", "b")]
    [InlineData("  a  =  b  ", "a", "b")]
    [InlineData("\tA_1.x-y=b\r\n", "A_1.x-y", "b")]
    [InlineData("a=", "a", "")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("a=b c", "a", "b c")]
    [InlineData("export a=b", "a", "b")]
    [InlineData("export\ta=b", "a", "b")]
    [InlineData("export=b", "export", "b")]
    [InlineData("export =b", "export", "b")]
    [InlineData("\uFEFFa=b", "a", "b")]
    public void A_line_is_a_name_and_a_value(string line, string name, string value) =>
        Assert.Equal(new EnvironmentVariable(name, value), Single(line));

    [Theory]
    [InlineData("a=b # comment", "b")]
    [InlineData("a=b\t# comment", "b")]
    [InlineData("a=b#c", "b#c")]
    [InlineData("a=#c", "")]
    [InlineData("a= # c", "")]
    [InlineData("a='b' # comment", "b")]
    [InlineData("a=\"b # c\"# comment", "b # c")]
    public void A_comment_starts_after_a_blank(string line, string value) => Assert.Equal(value, Single(line).Value);

    [Theory]
    [InlineData("a=$HOME", "$HOME")]
    [InlineData("a=${HOME}x$(id)`id`", "${HOME}x$(id)`id`")]
    [InlineData("a=\"$HOME ${x}\"", "$HOME ${x}")]
    [InlineData("a='$HOME'", "$HOME")]
    [InlineData("a=\\n", "\\n")]
    public void Nothing_is_replaced(string line, string value) => Assert.Equal(value, Single(line).Value);

    [Theory]
    [InlineData("a='b\\n\"c'", "b\\n\"c")]
    [InlineData("a='  b  '", "  b  ")]
    [InlineData("a=''", "")]
    [InlineData("a='one\ntwo'", "one\ntwo")]
    public void Single_quotes_are_literal(string line, string value) => Assert.Equal(value, Single(line).Value);

    [Theory]
    [InlineData("a=\"\"", "")]
    [InlineData("a=\"b\\nc\\r\\t\"", "b\nc\r\t")]
    [InlineData("a=\"\\\" \\\\ \\$ \\`\"", "\" \\ $ `")]
    [InlineData("a=\"\\d \\' \\x41\"", "\\d \\' \\x41")]
    [InlineData("a=\"one\ntwo\r\nthree\"", "one\ntwo\nthree")]
    [InlineData("a=\"one \\\ntwo\"", "one two")]
    [InlineData("a=\"-----BEGIN KEY-----\nabc=\n# no comment\n-----END KEY-----\n\"",
        "-----BEGIN KEY-----\nabc=\n# no comment\n-----END KEY-----\n")]
    public void Double_quotes_have_escapes_and_lines(string line, string value) => Assert.Equal(value, Single(line).Value);

    [Fact]
    public void A_file_is_read_in_its_order()
    {
        var variables = DotenvReader.Read("# first\n\na=1\n  # indented\nexport b='2\n3' # x\n\n\nc=\"4\"\nd=5", ".env");

        Assert.Equal([("a", "1"), ("b", "2\n3"), ("c", "4"), ("d", "5")], variables.Select(variable => (variable.Key, variable.Value)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n# nothing\n")]
    public void A_file_may_hold_nothing(string text) => Assert.Empty(DotenvReader.Read(text, ".env"));

    [Theory]
    [InlineData("a", "line 1: a name is not followed by '='")]
    [InlineData("a=1\nexport b", "line 2: a name is not followed by '='")]
    [InlineData("a b=c", "line 1: a name is not followed by '='")]
    [InlineData("=b", "line 1: a name is expected")]
    [InlineData("1a=b", "line 1: a name is expected")]
    [InlineData("ä=b", "line 1: a name is expected")]
    [InlineData("\na='b\n\nc", "line 2: the quote is not closed")]
    [InlineData("a=\"b\\\"", "line 1: the quote is not closed")]
    [InlineData("a=\"b\\", "line 1: the quote is not closed")]
    [InlineData("a='one\ntwo' three", "line 2: there is text after the closing quote")]
    [InlineData("a=1\n\na=2", "line 3: the name of line 1 is set a second time")]
    [InlineData("a=hunter2\0", "line 1: the value has a zero byte")]
    public void What_is_wrong_is_named_with_its_line_and_never_with_the_value(string text, string problem)
    {
        var refusal = Assert.Throws<FormatException>(() => DotenvReader.Read(text, ".env"));

        Assert.StartsWith($".env, {problem}", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_again() =>
        Gen.Char[" abc#='\"\\$`\n\r\tä€x;&|"].Array[0, 30].Select(characters => new string(characters)).Sample(value =>
            Assert.Equal(value, Single(DotenvWriter.Line("NAME", value)).Value));

    [Fact]
    public void A_value_that_could_play_with_a_terminal_is_not_written() =>
        Assert.Equal("# NAME: has characters that a terminal does not show; print it with --json\n", DotenvWriter.Line("NAME", "a\e[2Jb"));

    private static EnvironmentVariable Single(string text) => Assert.Single(DotenvReader.Read(text, ".env"));
}
