using System.Text.Json.Nodes;
using Psono.Cli;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CheckCommandTests : IDisposable
{
    private readonly TestTerminal _terminal = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_run_would_start_is_told_and_not_started()
    {
        var trace = _directory.File("trace");
        Assert.Equal(ExitCodes.Success, await CheckAsync("--", "sh", "-c", $"touch {trace}"));
        Assert.Equal(
            ("", "psonoci: run would start 'sh' with 2 variables from 1 secret, 1 inherited\n"), (_terminal.Data, _terminal.Error));
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
        var script = _directory.File("script");
        await File.WriteAllTextAsync(script, "#! /no/such/interpreter -x\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(ExitCodes.NotFound, await CheckAsync("--", script));
        Assert.Contains("the interpreter of", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# needs\r\nA # always\n\n  B\n", 0, "")]
    [InlineData("\uFEFFA\nC\n", ExitCodes.NotStarted, "the required variable C is not in any secret")]
    [InlineData("A\nB=1\n", ExitCodes.NotStarted, "line 2: expected one variable name")]
    [InlineData("A B\n", ExitCodes.NotStarted, "line 1: expected one variable name")]
    public async Task A_manifest_names_what_is_needed(string manifest, int exitCode, string message)
    {
        var path = _directory.File("needs.env");
        await File.WriteAllTextAsync(path, manifest);
        Assert.Equal(exitCode, await CheckAsync("--require-file", path, "--", "true"));
        Assert.Contains(message, _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--only", "C"), InlineData("--filter", "no such title"), InlineData("--require", "C")]
    public async Task What_stops_run_stops_check(string option, string value) =>
        Assert.Equal(ExitCodes.NotStarted, await CheckAsync(option, value, "--", "true"));

    [Fact]
    public async Task Names_after_commas_may_have_spaces_in_front() =>
        Assert.Equal(ExitCodes.Success, await CheckAsync("--require", "A, B", "--", "true"));

    [Theory]
    [InlineData("--mask"), InlineData("--mask --mask-except B"), InlineData("--watch"), InlineData("--watch=30s --watch-signal HUP")]
    [InlineData("--file A"), InlineData("-c --keep PATH")]
    public async Task What_run_takes_check_takes(string options) =>
        Assert.Equal(ExitCodes.Success, await CheckAsync([.. options.Split(' '), "--", "true"]));

    [Theory]
    [InlineData("--mask-except B", "--mask-except needs --mask"), InlineData("--watch=soon", "--watch=soon: not an interval")]
    [InlineData("--watch-signal HUP", "--watch-signal needs --watch"), InlineData("--file C", "--file C matches no variable")]
    [InlineData("--file-base64 B", "the value of B in secret")]
    public async Task What_run_refuses_check_refuses(string options, string message)
    {
        Assert.Equal(ExitCodes.NotStarted, await CheckAsync([.. options.Split(' '), "--", "true"]));
        Assert.Contains(message, _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_masked_is_told_before()
    {
        Assert.Equal(ExitCodes.Success, await CheckAsync("--mask", "--", "true"));
        Assert.Contains("not masked, because shorter than 4 bytes: B", _terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ExitCodes.NotStarted), InlineData("--only LARGE_1", ExitCodes.Success), InlineData("--file LARGE_*", ExitCodes.Success)]
    public async Task More_than_the_kernel_takes_is_refused_and_the_largest_are_named(string options, int exitCode)
    {
        // No limit of the stack makes it more than 6 MiB.
        await using var server = new ApiKeyServer(
            bulk: true, ApiKeyServer.Variables([.. Enumerable.Range(1, 56).Select(i => ($"LARGE_{i}", new string('x', 120_000 - i)))]));
        Assert.Equal(exitCode, _terminal.Run(
            server.Args(["check", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--", "true"]), ("PATH", "/usr/bin:/bin")));
        if (exitCode != ExitCodes.Success)
            Assert.Contains(
                "arguments and environment together are larger than the kernel allows; the largest variables are LARGE_1, "
                + "LARGE_2, LARGE_3\n",
                _terminal.Error,
                StringComparison.Ordinal);
    }

    private async Task<int> CheckAsync(params string[] args)
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A", "hunter2"), ("B", "2")));
        return _terminal.Run(server.Args(["check", .. args]), ("PATH", "/usr/bin:/bin"));
    }
}
