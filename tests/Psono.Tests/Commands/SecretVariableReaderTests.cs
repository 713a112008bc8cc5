using System.Text;
using CsCheck;
using Psono.Cli;
using Psono.Cli.Commands.Run;
using Psono.Client;
using Psono.Protocol.Secrets;
using Psono.Shared;

namespace Psono.Tests.Commands;

public sealed class SecretVariableReaderTests
{
    [Fact]
    public void Variables_come_in_their_order_with_escapes_resolved()
    {
        const string Json = """
            {"tags":["environment_variables_x"],"environment_variables_title":"T","environment_variables_variables":[
              {"key":"A","value":"1\n2\u0000\"ä"},{"value":"","key":"","extra":{"key":"x"}},{"key":"A","value":"🔑\ud83d\udd11"}],
             "custom_fields":[]}
            """;
        var variables = Read(Json);
        Assert.Equal(["A", "", "A"], variables.Select(variable => variable.Name));
        Assert.Equal(["1\n2\0\"ä", "", "🔑🔑"], variables.Select(variable => Encoding.UTF8.GetString(variable.Value)));
        Assert.All(variables, variable => Assert.Equal("T", variable.Source.Title));
    }

    [Theory]
    [InlineData("""{"note_title":"x","note_notes":"y"}""")]
    [InlineData("""{"note_title":"x","environment_variables_variables":[{"key":"A","value":"b"}]}""")]
    [InlineData("""{"environment_variables_variables":[{"key":"A","value":"b"}],"application_password_title":""}""")]
    [InlineData("""{"environment_variables_title":"x"}""")]
    [InlineData("""{"environment_variables_title":"x","environment_variables_variables":null}""")]
    [InlineData("{}")]
    public void Other_secrets_have_none(string json) => Assert.Empty(Read(json));

    [Fact]
    public void Members_of_other_types_that_are_null_do_not_matter() => Assert.Single(
        Read("""{"note_title":null,"application_password_password":null,"environment_variables_variables":[{"key":"A","value":"b"}]}"""));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"environment_variables_variables":{}}""")]
    [InlineData("""{"environment_variables_variables":[1]}""")]
    [InlineData("""{"environment_variables_variables":[{"key":"A"}]}""")]
    [InlineData("""{"environment_variables_variables":[{"key":"A","value":null}]}""")]
    [InlineData("""{"environment_variables_variables":[{"key":"A","value":7}]}""")]
    [InlineData("""{"environment_variables_variables":[{"key":1,"value":"b"}]}""")]
    [InlineData("""{"environment_variables_variables":[{"key":"A","value":"1","value":"2"}]}""")]
    [InlineData("""{"environment_variables_variables":[],"environment_variables_variables":[{"key":"A","value":"1"}]}""")]
    [InlineData("""{"environment_variables_variables":[{"key":"A","value":"\ud800"}]}""")]
    [InlineData("""{"environment_variables_variables":[{"key":"A","value":"b"}]} x""")]
    public void What_is_not_in_the_form_that_clients_write_is_an_error(string json)
    {
        var error = Assert.Throws<PsonociException>(() => Read(json));
        Assert.Equal("invalid-content", error.Code);
        Assert.Contains($"{Guid.Empty}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_agrees_with_the_typed_view()
    {
        var text = Gen.String[Gen.Char.Where(c => !char.IsSurrogate(c)), 0, 20];
        Gen.Select(text, text).List[0, 10].Sample(pairs =>
        {
            var content = SecretContent.NewEnvironmentVariables("T", pairs.Select(pair => new EnvironmentVariable(pair.Item1, pair.Item2)));
            using var secret = new OpenedSecret(Guid.Empty, null, content.ToUtf8());
            Assert.Equal(
                pairs.Select(pair => pair.Item2),
                SecretVariableReader.Read(secret).Select(variable => Encoding.UTF8.GetString(variable.Value)));
        });
    }

    [Fact]
    public void A_title_cannot_pose_as_another_line()
    {
        var source = $"{new VariableSource(Guid.Empty, "a\npsonoci: error: x\u001b[0m\u202e\u2028")}";
        Assert.True(Printable.IsPlain(source), source);
    }

    private static IReadOnlyList<SecretVariable> Read(string json) =>
        SecretVariableReader.Read(new OpenedSecret(Guid.Empty, null, Encoding.UTF8.GetBytes(json)));
}
