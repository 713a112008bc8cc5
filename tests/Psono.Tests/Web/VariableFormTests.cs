using Psono.Client.Vault;
using Psono.Protocol.Secrets;
using Psono.Protocol.Text;
using Psono.Web.Secrets;

namespace Psono.Tests.Web;

/// <summary>The form of variables without a browser: what is pasted into a name, what is wrong with a row, and the way back.</summary>
public sealed class VariableFormTests
{
    private readonly SecretDraft _draft = SecretDraft.New(SecretType.EnvironmentVariables);

    /// <summary>Without the empty row that a new one has.</summary>
    public VariableFormTests() => _draft.Variables.Clear();

    [Theory]
    [InlineData("P1=one\nP2=two", "P1=one P2=two")]
    [InlineData("# a comment\r\nexport P1='one'\r\n", "P1=one")]
    [InlineData("P1=one", "P1=one")]
    [InlineData("  export P1 = \"one\"\n", "P1=one")]
    [InlineData("{\"P1\":\"one\"}", "P1=one")]
    [InlineData("P1", null)]
    [InlineData("P1\n", null)]
    [InlineData("with a blank = 1", null)]
    [InlineData("1=2", null)]
    [InlineData("", null)]
    [InlineData("\n\n", null)]
    public void Lines_that_are_pasted_into_an_empty_name_are_variables_and_a_name_is_a_name(string pasted, string? variables) =>
        Assert.Equal(variables, Text(PastedName.Read(pasted, new VariableRow())));

    [Fact]
    public void A_line_that_is_pasted_into_a_name_that_was_typed_is_a_part_of_it_and_several_lines_are_not()
    {
        var row = new VariableRow { Key = "MY_" };
        Assert.Null(PastedName.Read("P1=one", row));
        Assert.Equal("P1=one P2=two", Text(PastedName.Read("P1=one\nP2=two", row)));
    }

    [Fact]
    public void Several_lines_that_cannot_be_read_are_an_error_and_no_name() =>
        Assert.False(PastedName.Read("P1=one\nnot a variable\n", new VariableRow())!.CanBeRead);

    [Fact]
    public void What_is_pasted_takes_the_place_of_its_row_and_replaces_what_has_its_name()
    {
        Type("A", "1");
        var blank = Type("", "");
        Type("B", "2");
        var (replaced, last) = _draft.Add([new("N1", "n"), new("B", "3"), new("N2", "n"), new("A", "1")], blank);

        Assert.Equal("A=1 N1=n N2=n B=3", Rows);
        Assert.Equal(1, replaced);
        Assert.Equal("A", last!.Key);
    }

    [Fact]
    public void A_value_that_was_typed_without_a_name_is_not_lost_to_a_paste_into_its_name()
    {
        var row = Type("", "typed");
        _draft.Add([new("N", "n")], row);
        Assert.Equal("=typed N=n", Rows);
    }

    [Fact]
    public void A_paste_can_be_undone()
    {
        Type("A", "typed");
        Type("", "");
        var before = new RowsBefore(_draft.Variables);
        _draft.Add([new("A", "pasted"), new("B", "2")]);
        Assert.Equal("A=pasted B=2", Rows);

        before.Restore();
        Assert.Equal("A=typed =", Rows);
    }

    [Theory]
    [InlineData("", "x", "NameMissing", true)]
    [InlineData("a=b", "x", "NameImpossible", true)]
    [InlineData("a", "\0", "ValueImpossible", true)]
    [InlineData("with-dash", "x", "NameUnusual", false)]
    [InlineData("1st", "x", "NameUnusual", false)]
    [InlineData("good", "x", null, false)]
    [InlineData("", "", null, false)]
    public void What_no_process_can_get_is_an_error_and_what_looks_wrong_a_warning(string name, string value, string? text, bool isError)
    {
        var problem = VariableProblem.Of([new VariableRow { Key = name, Value = value }]).Values.SingleOrDefault();
        Assert.Equal((text, isError), (problem?.Text, problem is { IsError: true }));
    }

    [Fact]
    public void A_name_that_occurs_twice_is_a_warning_at_both()
    {
        Type("A", "1");
        Type("B", "1");
        Type("A", "2");
        Assert.Equal(["NameTwice", "NameTwice"], VariableProblem.Of(_draft.Variables).Values.Select(problem => problem.Text));
    }

    [Theory]
    [InlineData("NAME", "a'b\"c$d`e\\f\n g\r\t=#")]
    [InlineData("export", "")]
    [InlineData("with-dash", "\u05e2 # x")]
    public void What_is_copied_as_a_dotenv_file_is_read_as_it_was(string name, string value) =>
        Assert.Equal(
            [new EnvironmentVariable(name, value)], DotenvFile.Read(DotenvAssignment.TryWrite(name, value)!).Variables);

    [Theory]
    [InlineData("a b", "x")]
    [InlineData("1st", "x")]
    [InlineData("a\nB", "x")]
    [InlineData("", "x")]
    [InlineData("A", "\0")]
    public void What_no_dotenv_file_can_say_is_left_out(string name, string value) =>
        Assert.Null(DotenvAssignment.TryWrite(name, value));

    private string Rows => string.Join(' ', _draft.Variables.Select(row => $"{row.Key}={row.Value}"));

    private VariableRow Type(string name, string value)
    {
        var row = new VariableRow { Key = name, Value = value };
        _draft.Variables.Add(row);
        return row;
    }

    private static string? Text(PastedVariables? pasted) =>
        pasted is null ? null : string.Join(' ', pasted.Variables.Select(variable => $"{variable.Key}={variable.Value}"));
}
