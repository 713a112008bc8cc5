using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Keys;

/// <summary>A configuration of somebody else. Only root can make one; where the tests are not root, it is one that nobody reads.</summary>
public sealed class FileOwnerTests(World world)
{
    private const string AsAnother = """
        chmod 711 . ; chmod $MODE psonoci.toml; cp $(command -v psonoci) there; chmod 755 there
        if [ $(id -u) = 0 ]; then chown 0:$GROUP psonoci.toml; drop="setpriv --reuid 12345 --regid 12345 --groups 10001"; fi
        exec $drop ./there -c psonoci.toml run -- true
        """;

    [Fact]
    public async Task A_configuration_that_psonoci_may_not_read_says_so_and_what_to_do()
    {
        var result = await RunAsync(Environment.IsPrivilegedProcess ? "400" : "000", group: "0");
        Assert.Equal(125, result.ExitCode);
        Assert.Contains("cannot be read: permission denied (EACCES)", result.Error, StringComparison.Ordinal);
        Assert.Contains("chown the file to it, or set fsGroup", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_root_gave_to_the_group_of_psonoci_is_no_warning_and_one_of_another_group_is()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root gives files to groups");
        Assert.Equal("", (await RunAsync("440", group: "10001")).Succeeds().Error);
        Assert.Contains("other users may read", (await RunAsync("444", group: "10001")).Succeeds().Error, StringComparison.Ordinal);
        Assert.Contains("other users may read", (await RunAsync("460", group: "10001")).Succeeds().Error, StringComparison.Ordinal);
    }

    private async Task<Result> RunAsync(string mode, string group)
    {
        using var directory = new TemporaryDirectory();
        File.Copy(world.Config, directory.File("psonoci.toml"));
        return await Shell.RunAsync(
            $"cd {directory.Path}\n{AsAnother}", new Dictionary<string, string> { ["MODE"] = mode, ["GROUP"] = group });
    }
}
