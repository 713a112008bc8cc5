using Psono.Cli;
using Psono.Tests.Client;

namespace Psono.Tests.Commands;

public sealed class GetCommandTests
{
    private const string Mail =
        """{"website_password_title":"mail/server","website_password_username":"u","website_password_password":"p\"w"}""";

    private const string Names = "it has: A, B, EMPTY, TWICE, TWICE, DB_PASSWORD";

    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData("title", "A", "one")]
    [InlineData("title", "B", "two\nlines\n")]
    [InlineData("title", "EMPTY", "")]
    [InlineData("00000000-0000-4000-9000-000000000000", "A", "one")]
    [InlineData("mail/server", "password", "p\"w")]
    [InlineData("mail/server", "USERNAME", "u")]
    public async Task A_value_is_printed_as_it_is(string secret, string name, string expected)
    {
        Assert.Equal(ExitCodes.Success, await RunAsync("get", secret, name));
        Assert.Equal((expected, ""), (_terminal.Data, _terminal.Error));
    }

    [Theory]
    [InlineData("title", "DB_PASWORD", "has no variable DB_PASWORD; did you mean 'DB_PASSWORD'?", Names)]
    [InlineData("title", "password", "has no variable password", Names)]
    [InlineData("title", "TWICE", "has several variables named TWICE", null)]
    [InlineData("mail/server", "notes", "has no notes: its type is website", null)]
    [InlineData("mail/server", "pasword", "unknown value type 'pasword'; did you mean 'password'?", "one of: ")]
    [InlineData("titel", "A", "has the title 'titel'; did you mean 'title'?", "psonoci … run --explain")]
    [InlineData("folder/title", "A", "has the title 'folder/title'", "an API key sees titles, not folders")]
    public async Task What_is_not_there_is_an_error_that_knows_what_is(string secret, string name, string message, string? hint)
    {
        Assert.NotEqual(ExitCodes.Success, await RunAsync("get", secret, name));
        Assert.Contains(message, _terminal.Error.Split('\n')[0], StringComparison.Ordinal);
        if (hint is not null)
            Assert.Contains($"psonoci: hint: {hint}", _terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", _terminal.Error, StringComparison.Ordinal);
        Assert.Empty(_terminal.Data);
    }

    [Fact]
    public async Task Who_asks_secret_get_for_a_variable_is_told_what_prints_it()
    {
        Assert.Equal(ExitCodes.Usage, await RunAsync("secret", "get", "production database", "DB_HOST"));
        Assert.Contains(
            "psonoci: hint: to print a variable: psonoci get 'production database' DB_HOST; value types are json notes",
            _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grant_that_is_not_bound_is_refused_where_that_is_demanded()
    {
        await using var server = Start();
        server.Unbind(0);
        Assert.Equal(ExitCodes.Error, _terminal.Run(server.Args("--require-bound", "get", "title", "A")));
        Assert.Empty(_terminal.Data);
    }

    private static ApiKeyServer Start() => new(bulk: true, ApiKeyServer.Variables(
        ("A", "one"), ("B", "two\nlines\n"), ("EMPTY", ""), ("TWICE", "1"), ("TWICE", "2"), ("DB_PASSWORD", "hunter2")), Mail);

    private async Task<int> RunAsync(params string[] args)
    {
        await using var server = Start();
        return _terminal.Run(server.Args(args));
    }
}
