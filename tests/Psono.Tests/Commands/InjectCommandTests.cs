using Psono.Cli;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class InjectCommandTests : IDisposable
{
    private readonly TestTerminal _terminal = new();
    private readonly TemporaryDirectory _directory = new();

    private string Target => _directory.File("out/app.conf");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("a {{ title/A }} b {{title/B}}\n", "a one b two\nlines\n")]
    [InlineData("{{ mail/server/password }}|{{ mail/server/username }}|{{ mail/server/URL }}", "p\"w|u|https://x")]
    [InlineData("{{ 00000000-0000-4000-9000-000000000000/A }}{{ title/A }}", "oneone")]
    [InlineData("{{ \"{{ title/A }}\" }} and {{ title/A }}", "{{ title/A }} and one")]
    [InlineData("no references", "no references")]
    [InlineData("", "")]
    public async Task References_are_replaced_by_values(string template, string expected)
    {
        Assert.Equal(0, await InjectAsync(template));
        Assert.Equal((expected, ""), (_terminal.Data, _terminal.Error));
    }

    [Theory]
    [InlineData("{{ title/C }}", "line 1: secret 00000000-0000-4000-9000-000000000000 has no variable C")]
    [InlineData("\n{{ title/title }}", "line 2: secret 00000000-0000-4000-9000-000000000000 has no variable title")]
    [InlineData("{{ title/TWICE }}", "has several variables named TWICE")]
    [InlineData("{{ mail/server/notes }}", "has no notes: its type is website")]
    [InlineData("{{ mail/server/bogus }}", "unknown value type 'bogus'")]
    [InlineData("{{ no such/A }}", "line 1: no secret that is granted to this API key has the title 'no such'")]
    [InlineData("\n\n{{ 00000000-0000-4000-9000-000000000009/A }}", "line 3: secret 00000000-0000-4000-9000-000000000009 is not granted")]
    [InlineData("{{ title/A }} {{ x }}", "line 1: a reference must have the form")]
    public async Task What_does_not_resolve_is_an_error_and_nothing_is_written(string template, string message)
    {
        Assert.Equal(ExitCodes.Error, await InjectAsync("{{ title/A }}" + template, "-o", Target));
        Assert.Contains(message, _terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "one", _terminal.Error.Split('\n')[0].Replace("none", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("", _terminal.Data);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!));
    }

    [Theory]
    [InlineData("{{ title/C }}", false), InlineData("{{ no such/A }}", false), InlineData("{{ x }}", true), InlineData("{{ x", true)]
    public async Task How_to_write_braces_is_told_where_that_may_be_meant(string template, bool expected)
    {
        Assert.Equal(ExitCodes.Error, await InjectAsync(template));
        Assert.Equal(expected, _terminal.Error.Contains("to write a literal '{{'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_is_for_its_owner()
    {
        Assert.Equal(0, await InjectAsync("x={{ title/A }}", "-o", Target));
        Assert.Equal("x=one", await File.ReadAllTextAsync(Target));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        Assert.Equal(ExitCodes.Error, await InjectAsync("y", "-o", Target));
        Assert.Equal("x=one", await File.ReadAllTextAsync(Target));
    }

    private async Task<int> InjectAsync(string template, params string[] args)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        var input = _directory.File("template");
        await File.WriteAllTextAsync(input, template);
        await using var server = new ApiKeyServer(
            bulk: true,
            ApiKeyServer.Variables(("A", "one"), ("B", "two\nlines"), ("TWICE", "1"), ("TWICE", "2")),
            """
            {"website_password_title":"mail/server","website_password_username":"u",
            "website_password_password":"p\"w","website_password_url":"https://x"}
            """);
        return _terminal.Run(server.Args(["inject", "-i", input, .. args]));
    }
}
