using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Server;

public sealed class ZeroKnowledgeTests(World world)
{
    [Theory]
    [InlineData(World.Host)]
    [InlineData(World.DatabasePassword)]
    [InlineData(World.Password)]
    [InlineData("db_password")]
    [InlineData("production database")]
    public async Task Nothing_that_the_server_keeps_or_logs_contains(string text)
    {
        (await world.PsonociAsync("run -- true")).Succeeds();

        var found = await Shell.RunAsync(
            $"grep -rlaF -- '{text}' {world.Data}; grep -rlaiF -- $(printf %s '{text}' | od -An -v -tx1 | tr -d ' \\n') {world.Data}");

        Assert.Equal("", found.Output);
        Assert.DoesNotContain(text, world.Server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_on_disk_is_private_and_does_not_hold_the_password()
    {
        var files = await Shell.RunAsync(
            "find $XDG_STATE_HOME -type f -printf '%m %p\\n'; find $XDG_STATE_HOME -mindepth 1 -type d -printf '%m\\n'", world.Environment);
        var password = await Shell.RunAsync($"grep -rlaF -- '{World.Password}' $XDG_STATE_HOME", world.Environment);

        Assert.All(files.Succeeds().Lines, line => Assert.Matches("^(600 .*|700)$", line));
        Assert.Contains(files.Lines, line => line.StartsWith("600", StringComparison.Ordinal));
        Assert.Equal("", password.Output);
    }
}
