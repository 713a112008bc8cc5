using System.Text.Json.Nodes;
using Psono.Cli.Commands.Run;
using Psono.Cli.Processes;

namespace Psono.Tests.Commands;

public sealed class ExplanationTests
{
    private static readonly VariableSource One = new(new Guid("00000000-0000-4000-8000-000000000001"), "one");
    private static readonly VariableSource Two = new(new Guid("00000000-0000-4000-8000-000000000002"), null);

    private readonly TestTerminal _terminal = new();
    private readonly Explanation _explanation;

    public ExplanationTests()
    {
        var options = new RunOptions { Map = [new("host", "HOST")] };
        SecretVariable[] variables =
        [
            MergedVariablesTests.Variable("host", "hunter2", One), MergedVariablesTests.Variable("host", "hunter33", Two),
            MergedVariablesTests.Variable("HOME", "hunter444", Two),
        ];
        var inherited = InheritedEnvironment.From([("HOME", "/root"), ("PATH", "/bin"), ("PSONO_CI_TIMEOUT", "1")]);
        _explanation = new Explanation(inherited, MergedVariables.Merge(variables, options), options);
    }

    [Fact]
    public void People_see_names_sizes_sources_and_what_is_replaced()
    {
        _explanation.WriteText(_terminal.Output);
        Assert.Equal(
            """
            HOST        8 bytes  from host in 00000000-0000-4000-8000-000000000002; overrides 00000000-0000-4000-8000-000000000001 (one)
            HOME        9 bytes  from 00000000-0000-4000-8000-000000000002; overrides the inherited one; controls where files are found
            2 variables from secrets, 1 inherited

            """,
            _terminal.Data);
    }

    [Fact]
    public void Scripts_see_the_same_as_json()
    {
        _explanation.WriteJson(_terminal.Output);
        var expected = JsonNode.Parse("""
            {"variables":[
              {"name":"HOST","original_name":"host","bytes":8,"secret_id":"00000000-0000-4000-8000-000000000002","secret_title":null,
               "replaces":[{"secret_id":"00000000-0000-4000-8000-000000000001","secret_title":"one"}],"replaces_inherited":false},
              {"name":"HOME","original_name":"HOME","bytes":9,"secret_id":"00000000-0000-4000-8000-000000000002","secret_title":null,
               "replaces":[],"replaces_inherited":true,"steers":"files"}],
             "inherited":1,"unbound":[]}
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(_terminal.Data)), _terminal.Data);
        Assert.DoesNotContain("hunter", _terminal.Data, StringComparison.Ordinal);
    }
}
