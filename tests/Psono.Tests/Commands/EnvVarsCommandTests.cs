using Psono.Cli;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

/// <summary>Names of variables, where they are written.</summary>
public sealed class EnvVarsCommandTests
{
    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData(""), InlineData("A=B"), InlineData("A\nB"), InlineData("A\u0001")]
    public async Task A_name_that_no_process_can_have_is_not_written(string name)
    {
        var json = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["key"] = name, ["value"] = "1" })
            .ToJsonString();
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A", "1")));
        var id = $"{ApiKeyServer.IdOf(0)}";
        Assert.Equal(ExitCodes.Usage, server.Run(_terminal, "env-vars", "update-or-create", id, name, "value"));
        Assert.Equal(ExitCodes.Usage, server.Run(_terminal, "env-vars", "get-or-create", id, name));
        Assert.Equal(ExitCodes.Usage, server.Run(_terminal, "secret", "set", id, "env-vars", json));
        Assert.Equal((0, ""), (server.Secrets[0].Version, _terminal.Data));
        Assert.DoesNotContain("internal", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_there_is_found()
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A=B", "odd")));
        Assert.Equal(0, server.Run(_terminal, "env-vars", "get-or-create", $"{ApiKeyServer.IdOf(0)}", "A=B"));
        Assert.Equal(("odd", 0), (_terminal.Data, server.Secrets[0].Version));
    }
}
