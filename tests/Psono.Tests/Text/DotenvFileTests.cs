using CsCheck;
using Psono.Cli.Commands.Vault;
using Psono.Protocol.Secrets;
using Psono.Protocol.Text;

namespace Psono.Tests.Text;

public sealed class DotenvFileTests
{
    [Theory]
    [InlineData("a=b", "a", "b")]
    [InlineData("  a=b", "a", "b")]
    [InlineData("\tA_1.x-y=b\r\n", "A_1.x-y", "b")]
    [InlineData("a=", "a", "")]
    [InlineData("a=  \n", "a", "")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("a=b c", "a", "b c")]
    [InlineData("a=-Dx=1 -Dy=2", "a", "-Dx=1 -Dy=2")]
    [InlineData("export a=b", "a", "b")]
    [InlineData("export\ta=b", "a", "b")]
    [InlineData("export=b", "export", "b")]
    [InlineData("\uFEFFa=b", "a", "b")]
    public void A_line_is_a_name_and_a_value(string line, string name, string value) =>
        Assert.Equal(new EnvironmentVariable(name, value), Single(line));

    [Theory]
    [InlineData("a=b # comment", "b")]
    [InlineData("a=b\t# comment", "b")]
    [InlineData("a=b   ## comment", "b")]
    [InlineData("a='b' # comment", "b")]
    [InlineData("a='b' #comment", "b")]
    [InlineData("a=\"b # c\" # comment", "b # c")]
    [InlineData("a='#b'", "#b")]
    public void A_comment_stands_between_blanks(string line, string value) => Assert.Equal(value, Single(line).Value);

    [Theory]
    [InlineData("a='$HOME ${x}`id`'", "$HOME ${x}`id`")]
    [InlineData("a='b\\n\"c'", "b\\n\"c")]
    [InlineData("a='  b  '", "  b  ")]
    [InlineData("a=''", "")]
    [InlineData("a='one\ntwo'", "one\ntwo")]
    [InlineData("a='C:\\temp\\new'", "C:\\temp\\new")]
    public void Single_quotes_are_literal(string line, string value) => Assert.Equal(value, Single(line).Value);

    [Theory]
    [InlineData("a=\"\"", "")]
    [InlineData("a=\"\\\" \\\\ \\$x \\`\"", "\" \\ $x `")]
    [InlineData("a=\"C:\\\\temp\"", "C:\\temp")]
    [InlineData("a=\"one\ntwo\r\nthree\"", "one\ntwo\nthree")]
    [InlineData("a=\"-----BEGIN KEY-----\nabc=\n# no comment\n-----END KEY-----\n\"",
        "-----BEGIN KEY-----\nabc=\n# no comment\n-----END KEY-----\n")]
    [InlineData("a=\"-----BEGIN KEY-----\\nabc=\\n-----END KEY-----\\n\"", "-----BEGIN KEY-----\nabc=\n-----END KEY-----\n")]
    public void Double_quotes_have_escapes_and_lines(string line, string value) => Assert.Equal(value, Single(line).Value);

    [Fact]
    public void A_file_is_read_in_its_order()
    {
        var file = DotenvFile.Read("# first\n\na=1\n  # indented\nexport b='2\n3' # x\n\n\nc=\"4\"\nd=5");

        Assert.Equal(
            [("a", "1"), ("b", "2\n3"), ("c", "4"), ("d", "5")], file.Variables.Select(variable => (variable.Key, variable.Value)));
        Assert.Empty(file.Problems);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n# nothing\n")]
    public void A_file_may_hold_nothing(string text) => Assert.Empty(DotenvFile.Read(text).Variables);

    [Theory]
    [InlineData("a", "1: NotAssignment")]
    [InlineData("a=1\nexport b", "2: NotAssignment")]
    [InlineData("a b=c", "1: NotAssignment")]
    [InlineData("=b", "1: NotAssignment")]
    [InlineData("1a=b", "1: NotAssignment")]
    [InlineData("ä=b", "1: NotAssignment")]
    [InlineData("\u00A0a=b", "1: NotAssignment")]
    [InlineData("'a'=b", "1: NotAssignment")]
    [InlineData("a+=b", "1: NotAssignment")]
    [InlineData("a: b", "1: NotAssignment")]
    [InlineData("---\na: b\n- c", "1: NotAssignment, 2: NotAssignment, 3: NotAssignment")]
    [InlineData("a=1\n; comment of systemd", "2: NotAssignment")]
    [InlineData("source other.env", "1: NotAssignment")]
    [InlineData("\na='b\n\nc", "2: QuoteNotClosed")]
    [InlineData("a=\"b\\\"", "1: QuoteNotClosed")]
    [InlineData("a=\"b\\", "1: QuoteNotClosed")]
    [InlineData("a='one\ntwo' three", "2: TextAfterQuote of 1")]
    [InlineData("a='it'\"'\"'s'", "1: TextAfterQuote of 1")]
    [InlineData("a='b'#c", "1: TextAfterQuote of 1")]
    [InlineData("a=\"\"\"b\"\"\"", "1: TextAfterQuote of 1")]
    [InlineData("a='it\\'s'", "1: TextAfterQuote of 1")]
    [InlineData("a=\"b\nc=\"d\"", "2: TextAfterQuote of 1")]
    [InlineData("a=1\n\na=2", "3: DuplicateName of 1")]
    [InlineData("a=1\nb=1\nb=2\na=2", "3: DuplicateName of 2, 4: DuplicateName of 1")]
    [InlineData("a=#b", "1: HashAtStart")]
    [InlineData("a=#", "1: HashAtStart")]
    [InlineData("a= #b", "1: HashAtStart")]
    [InlineData("a=`b \"c\"`", "1: Backtick")]
    [InlineData("a=b\\\nc=d", "1: BackslashAtLineEnd")]
    [InlineData("a=C:\\temp\\", "1: BackslashAtLineEnd")]
    [InlineData("a=\"one \\\ntwo\"", "1: BackslashAtLineEnd")]
    [InlineData("a=\"C:\\temp\\new\"", "1: DoubtfulEscape")]
    [InlineData("a=\"C:\\new\"", "1: DoubtfulEscape")]
    [InlineData("a=\"\\d+\"", "1: DoubtfulEscape")]
    [InlineData("a=\"\\x41\"", "1: DoubtfulEscape")]
    [InlineData("a=\"it\\'s\"", "1: DoubtfulEscape")]
    [InlineData("export a=1 b=2", "1: SecondAssignment")]
    [InlineData("a=host=db user=x", "1: SecondAssignment")]
    [InlineData("x=1\na=-----BEGIN KEY-----\nMIIabc=\n-----END KEY-----\nc=#d", "2: PemWithoutQuotes, 5: HashAtStart")]
    [InlineData("a=1\rb=2\r", "1: CarriageReturn")]
    [InlineData("a=1\r\r\nb=2\n", "1: CarriageReturn")]
    [InlineData("# c\ra=1", "1: CarriageReturn")]
    [InlineData("a=b\0", "1: ZeroByte")]
    [InlineData("a='\0'", "1: ZeroByte")]
    public void Where_readers_differ_so_much_that_no_value_is_certain_it_is_an_error_with_its_line(string text, string problems)
    {
        var file = DotenvFile.Read(text);

        Assert.Equal(problems, Show(file));
        Assert.All(file.Problems, problem => Assert.True(problem.IsError));
    }

    [Theory]
    [InlineData("a=$HOME", "$HOME", "1: Reference")]
    [InlineData("a=${HOME}x$(id)", "${HOME}x$(id)", "1: Reference")]
    [InlineData("a=x`id`", "x`id`", "1: Reference")]
    [InlineData("a=pa$$word", "pa$$word", "1: Reference")]
    [InlineData("a=\"${HOME}\"", "${HOME}", "1: Reference")]
    [InlineData("a=\"\\\\$HOME\"", "\\$HOME", "1: Reference")]
    [InlineData("a=b#c", "b#c", "1: HashInside")]
    [InlineData("a=b #c", "b", "1: CommentLeftOut")]
    [InlineData("a= # c", "", "1: CommentLeftOut")]
    [InlineData("a =b", "b", "1: BlanksLeftOut")]
    [InlineData("a= b", "b", "1: BlanksLeftOut")]
    [InlineData("export =b", "b", "1: BlanksLeftOut")]
    [InlineData("a=b \t\nc=d", "b", "1: BlanksLeftOut")]
    [InlineData("a=C:\\temp", "C:\\temp", "1: BackslashInside")]
    [InlineData("a='C:\\temp\\'", "C:\\temp\\", "1: BackslashInside")]
    [InlineData("a=it's", "it's", "1: ShellSyntax")]
    [InlineData("a={\"b\":1}", "{\"b\":1}", "1: ShellSyntax")]
    [InlineData("a=“b”", "“b”", "1: ShellSyntax")]
    [InlineData("export a=1;", "1;", "1: ShellSyntax")]
    [InlineData("a=\"CORP\\nina\"", "CORP\nina", "1: LineBreakEscape")]
    [InlineData("a=b\u00A0", "b\u00A0", "1: InvisibleCharacter")]
    [InlineData("a='b\u200Bc'", "b\u200Bc", "1: InvisibleCharacter")]
    [InlineData("a='b\rc'", "b\rc", "1: InvisibleCharacter")]
    [InlineData("a=\"b\nc=\"", "b\nc=", "2: VariablesInsideQuotes of 1")]
    [InlineData("a='x=1\nexport y=2\n'", "x=1\nexport y=2\n", "3: VariablesInsideQuotes of 1")]
    public void Where_a_value_is_kept_that_others_would_change_it_is_a_warning_with_its_line(string text, string value, string problems)
    {
        var file = DotenvFile.Read(text);

        Assert.Equal(value, file.Variables[0].Value);
        Assert.Equal(problems, Show(file));
        Assert.DoesNotContain(file.Problems, problem => problem.IsError);
    }

    [Fact]
    public void All_errors_are_told_not_only_the_first()
    {
        var file = DotenvFile.Read("a=1\nb=#c\nd=`e`\nf=2\na=3\n");

        Assert.Equal("2: HashAtStart, 3: Backtick, 5: DuplicateName of 1", Show(file));
        Assert.Equal(["a", "f"], file.Variables.Select(variable => variable.Key));
    }

    [Fact]
    public void What_is_written_is_read_again_without_an_error() =>
        Gen.Char[" abc#='\"\\$`\n\r\tä€x;&|"].Array[0, 30].Select(characters => new string(characters)).Sample(value =>
        {
            var file = DotenvFile.Read(DotenvWriter.Line("NAME", value));
            Assert.Equal(value, Assert.Single(file.Variables).Value);
            Assert.DoesNotContain(file.Problems, problem => problem.IsError);
        });

    [Fact]
    public void A_value_that_could_play_with_a_terminal_is_not_written() =>
        Assert.Equal("# NAME: contains characters that a terminal does not show; use --json to print it\n",
            DotenvWriter.Line("NAME", "a\e[2Jb"));

    private static EnvironmentVariable Single(string text)
    {
        var file = DotenvFile.Read(text);
        Assert.Empty(file.Problems);
        return Assert.Single(file.Variables);
    }

    private static string Show(DotenvFile file) => string.Join(
        ", ",
        file.Problems.Select(problem => $"{problem.Line}: {problem.Kind}{(problem.FirstLine is { } first ? $" of {first}" : "")}"));
}
