using Psono.Cli;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class EnvCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private TestTerminal _terminal = new();

    private string Target => _directory.File("target");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Variables_are_selected_and_renamed_as_run_does()
    {
        Assert.Equal(0, await EnvAsync("--format", "shell", "--only", "A", "--only", "B", "--map", "A=X", "--prefix", "P_"));
        Assert.Equal(("export X='one'\nexport P_B='two\nlines'\n", ""), (_terminal.Data, _terminal.Error));
    }

    [Fact]
    public async Task A_value_that_cannot_be_written_stops_everything()
    {
        Assert.Equal(ExitCodes.Error, await EnvAsync("--format", "docker", "--output", Target));
        Assert.Contains("B in secret", _terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("lines", _terminal.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task A_file_is_for_its_owner_and_replaced_only_on_request()
    {
        Assert.Equal(0, await EnvAsync("--format", "dotenv", "-o", Target, "--only", "A"));
        Assert.Equal("A=one\n", await File.ReadAllTextAsync(Target));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        Assert.Equal(ExitCodes.Error, await EnvAsync("--format", "json", "-o", Target));
        Assert.Equal("A=one\n", await File.ReadAllTextAsync(Target));
        Assert.Equal(0, await EnvAsync("--format", "json", "-o", Target, "--overwrite", "--only", "A"));
        Assert.Equal("{\n  \"A\": \"one\"\n}\n", await File.ReadAllTextAsync(Target));
    }

    [Fact]
    public async Task A_dash_is_standard_output()
    {
        Assert.Equal(0, await EnvAsync("--format", "dotenv", "-o", "-", "--only", "A"));
        Assert.Equal(("A=one\n", false), (_terminal.Data, File.Exists("-")));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_named_pipe_is_not_replaced_by_a_file(bool overwrite)
    {
        Tool.Run("mkfifo", [Target]).Succeeds();
        string[] how = overwrite ? ["--overwrite"] : [];
        Assert.Equal(ExitCodes.Error, await EnvAsync(["--format", "json", "-o", Target, .. how]));
        Assert.StartsWith($"psonoci: error: cannot write {Target}: it is not a regular file", _terminal.Error, StringComparison.Ordinal);
        Tool.Run("test", ["-p", Target]).Succeeds();
    }

    [Fact]
    public async Task Masks_are_printed_and_variables_appended()
    {
        await File.WriteAllTextAsync(Target, "OTHER=1\n");
        Assert.Equal(0, await EnvAsync("--format", "github", "--append", Target, "--add-mask"));
        Assert.Equal("::add-mask::one\n::add-mask::two%0Alines\n::add-mask::two\n::add-mask::lines\n", _terminal.Data);
        Assert.Matches(
            "^OTHER=1\nA<<(psonoci_[0-9a-f]+)\none\n\\1\nB<<(psonoci_[0-9a-f]+)\ntwo\nlines\n\\2\n$",
            await File.ReadAllTextAsync(Target));
    }

    [Theory]
    [InlineData("--format", "json"), InlineData("--format", "github", "--add-mask", "--append", "/nonexistent/file")]
    public async Task Nothing_is_shown_on_a_screen_unless_asked_for(params string[] args)
    {
        _terminal = new TestTerminal(isScreen: true);
        Assert.Equal(ExitCodes.Usage, await EnvAsync(args));
        Assert.Equal("", _terminal.Data);
        Assert.Contains("--reveal", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_request_it_is_shown_on_a_screen()
    {
        _terminal = new TestTerminal(isScreen: true);
        Assert.Equal(0, await EnvAsync("--format", "shell", "--only", "A", "--reveal"));
        Assert.Equal("export A='one'\n", _terminal.Data);
    }

    private async Task<int> EnvAsync(params string[] args)
    {
        await using var server = new ApiKeyServer(bulk: true, ApiKeyServer.Variables(("A", "one"), ("B", "two\nlines")));
        return _terminal.Run(server.Args(["env", .. args]));
    }
}
