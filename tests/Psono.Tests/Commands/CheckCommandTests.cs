using System.Text.Json.Nodes;
using Psono.Cli;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CheckCommandTests : IDisposable
{
    private readonly TestTerminal _terminal = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("psono-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_run_would_start_is_told_and_not_started()
    {
        var trace = Path.Combine(_directory, "trace");
        Assert.Equal(ExitCodes.Success, await CheckAsync("--", "sh", "-c", $"touch {trace}"));
        Assert.Equal(("", "psonoci: run would start 'sh' with 2 variables from 1 secret, 1 inherited\n"), (_terminal.Data, _terminal.Error));
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task Without_a_command_the_variables_are_checked()
    {
        Assert.Equal(ExitCodes.Success, await CheckAsync("--json"));
        Assert.Equal(2, JsonNode.Parse(_terminal.Data)!["variables"]!.AsArray().Count);
        Assert.DoesNotContain("hunter2", _terminal.Data, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program", ExitCodes.NotFound)]
    [InlineData("/no/such/program", ExitCodes.NotFound)]
    [InlineData("/etc/passwd", ExitCodes.NotExecutable)]
    [InlineData("/etc", ExitCodes.NotExecutable)]
    [InlineData("", ExitCodes.NotFound)]
    public async Task A_command_that_run_could_not_start_gives_the_code_of_run(string command, int exitCode)
    {
        Assert.Equal(exitCode, await CheckAsync("--", command, "--option"));
        Assert.StartsWith("psonoci: error: ", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_needs_its_interpreter()
    {
        var script = Path.Combine(_directory, "script");
        await File.WriteAllTextAsync(script, "#! /no/such/interpreter -x\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(ExitCodes.NotFound, await CheckAsync("--", script));
        Assert.Contains("the interpreter of", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# needs\r\nA # always\n\n  B\n", 0, "")]
    [InlineData("\uFEFFA\nC\n", ExitCodes.NotStarted, "the required variable C is in none of the secrets")]
    [InlineData("A\nB=1\n", ExitCodes.NotStarted, "line 2: one name of a variable is expected")]
    [InlineData("A B\n", ExitCodes.NotStarted, "line 1: one name of a variable is expected")]
    public async Task A_manifest_names_what_is_needed(string manifest, int exitCode, string message)
    {
        var path = Path.Combine(_directory, "needs.env");
        await File.WriteAllTextAsync(path, manifest, TestContext.Current.CancellationToken);
        Assert.Equal(exitCode, await CheckAsync("--require-file", path, "--", "true"));
        Assert.Contains(message, _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--only", "C"), InlineData("--filter", "no such title"), InlineData("--require", "C")]
    public async Task What_stops_run_stops_check(string option, string value) => Assert.Equal(ExitCodes.NotStarted, await CheckAsync(option, value, "--", "true"));

    private async Task<int> CheckAsync(params string[] args)
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A", "hunter2"), ("B", "2")));
        return _terminal.Run(server.Args(["check", .. args]), ("PATH", "/usr/bin:/bin"));
    }
}
