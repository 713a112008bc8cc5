using Psono.Cli.Commands;

namespace Psono.Tests.Commands;

/// <summary>What belongs to us and what belongs to the command that <c>run</c> starts.</summary>
public sealed class ChildCommandLineTests
{
    [Theory]
    [InlineData("-c a.toml run -- ./x -c --clear-env", "-c a.toml run -- ./x -c --clear-env")]
    [InlineData("-c a.toml run ./x -c --clear-env", "-c a.toml run -- ./x -c --clear-env")]
    [InlineData("run -c ./x", "run -c -- ./x")]
    [InlineData("run -f id ./x -f y", "run -f id -- ./x -f y")]
    [InlineData("run -cf id ./x", "run -cf id -- ./x")]
    [InlineData("run -fid ./x", "run -fid -- ./x")]
    [InlineData("run --filter=id ./x --config-path", "run --filter=id -- ./x --config-path")]
    [InlineData("run --config-path a.toml ./x", "run --config-path a.toml -- ./x")]
    [InlineData("run -c true", "run -c -- true")]
    [InlineData("run --explain true", "run --explain -- true")]
    [InlineData("run --keep A --keep B x --keep C", "run --keep A --keep B -- x --keep C")]
    [InlineData("run ./x -- y", "run -- ./x -- y")]
    [InlineData("run -- -- y", "run -- -- y")]
    [InlineData("run - y", "run -- - y")]
    [InlineData("--timeout 5 run x --timeout 6", "--timeout 5 run -- x --timeout 6")]
    [InlineData("--bogus run x -c", "--bogus run -- x -c")]
    [InlineData("secret get run x", "secret get run x")]
    [InlineData("help run x", "help run x")]
    [InlineData("bogus run x", "bogus run x")]
    [InlineData("-c", "-c")]
    [InlineData("run", "run")]
    [InlineData("", "")]
    public void The_command_starts_at_the_first_argument_that_is_not_ours(string args, string expected) =>
        Assert.Equal(Split(expected), Protect(Split(args)));

    [Fact]
    public void An_option_with_nothing_after_the_equals_sign_takes_nothing_else() =>
        Assert.Equal(["--api-key-id", "", "run", "--prefix", "", "--", "x", "--map="],
            Protect(["--api-key-id=", "run", "--prefix=", "x", "--map="]));

    [Fact]
    public void What_is_parsed_is_what_was_typed()
    {
        var context = new CommandContext(new TestTerminal().Output, TestStart.With([]));
        var root = new PsonociCommand(context);
        var parsed = root.Parse(
            ChildCommandLine.Protect(["-c", "a.toml", "run", "-c", "./x", "--json", "-c", "b", "@f", "[suggest]"], root));
        Assert.Empty(parsed.Errors);
        Assert.Equal("a.toml", parsed.GetValue(context.Options.ConfigPath));
        Assert.True(parsed.GetValue<bool>("--clear-env"));
        Assert.Equal(["./x", "--json", "-c", "b", "@f", "[suggest]"], parsed.GetValue<string[]>("command")!);
    }

    private static string[] Protect(string[] args)
    {
        var root = new PsonociCommand(new CommandContext(new TestTerminal().Output, TestStart.With([])));
        return ChildCommandLine.Protect(args, root);
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
