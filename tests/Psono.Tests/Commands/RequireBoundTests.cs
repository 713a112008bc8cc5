using System.Text.Json.Nodes;
using Psono.Cli;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RequireBoundTests : IDisposable
{
    private readonly TestTerminal _terminal = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("--require-bound", "", ExitCodes.NotStarted)]
    [InlineData("", "true", ExitCodes.NotStarted), InlineData("", "1", ExitCodes.NotStarted)]
    [InlineData("", "false", ExitCodes.Success), InlineData("", "", ExitCodes.Success)]
    public async Task A_grant_that_is_not_bound_is_refused_on_demand(string option, string variable, int exitCode)
    {
        await using var server = Server();
        string[] options = option.Length > 0 ? [option] : [];

        Assert.Equal(exitCode, _terminal.Run(
            server.Args([.. options, "--error-format", "json", "check"]), ("PSONO_CI_REQUIRE_BOUND", variable)));

        if (exitCode != ExitCodes.Success)
        {
            var error = JsonNode.Parse(_terminal.Error)!;
            Assert.Equal("unbound", (string?)error["error"]);
            Assert.Contains($"{ApiKeyServer.IdOf(1)}", (string?)error["message"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_configuration_can_demand_it_and_what_is_neither_true_nor_false_is_refused()
    {
        await using var server = Server();
        var config = _directory.File("psonoci.toml");
        Assert.Equal(0, _terminal.Run(server.Args("config", "save", config)));
        Assert.Equal(0, _terminal.Run(["-c", config, "check"]));
        await File.AppendAllTextAsync(config, "\n[psono_net]\nrequire_bound = true\n", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.NotStarted, _terminal.Run(["-c", config, "check"]));
        var copy = _directory.File("copy.toml");
        Assert.Equal(0, _terminal.Run(["-c", config, "config", "save", copy]));
        Assert.EndsWith("[psono_net]\nrequire_bound = true\n", await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        Assert.Equal(0, _terminal.Run(["-c", config, "config", "pack"]));
        Assert.Contains("set PSONO_CI_REQUIRE_BOUND=true as well", _terminal.Error, StringComparison.Ordinal);

        Assert.NotEqual(0, _terminal.Run(server.Args("check"), ("PSONO_CI_REQUIRE_BOUND", "yes")));
        Assert.Contains("PSONO_CI_REQUIRE_BOUND is neither true nor false", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_bound_is_told_by_check_and_explain()
    {
        await using var server = Server();

        Assert.Equal(0, _terminal.Run(server.Args("check")));
        Assert.Contains($"warning: 1 grant not bound", _terminal.Error, StringComparison.Ordinal);
        Assert.Contains($"{ApiKeyServer.IdOf(1)}", _terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain($"{ApiKeyServer.IdOf(0)}", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(0, _terminal.Run(server.Args("run", "--explain", "--json")));
        Assert.Equal($"[\"{ApiKeyServer.IdOf(1)}\"]", JsonNode.Parse(_terminal.Data)!["unbound"]!.ToJsonString());
    }

    private static ApiKeyServer Server()
    {
        var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A", "1")), ApiKeyServer.Variables(("B", "2")));
        server.Unbind(1);
        return server;
    }
}
