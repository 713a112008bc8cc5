using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Supervision;

/// <summary>run --file: a value in a file that exists only in memory.</summary>
public sealed class FileTests(World world)
{
    [Theory]
    [InlineData(""), InlineData("--mask --mask-except '*'"), InlineData("--watch")]
    public async Task A_value_of_any_size_and_any_bytes_is_read_from_a_file(string how)
    {
        var binary = new byte[300_000];
        System.Security.Cryptography.RandomNumberGenerator.Fill(binary);
        var (_, config) = await world.CreateAsync(
            "files " + how.Replace("'", "", StringComparison.Ordinal),
            $"BINARY={Convert.ToBase64String(binary)}\nPLAIN=some text\nOTHER=1\n");

        var result = await Shell.RunAsync(
            $"psonoci -c {config} run {how} --file-base64 BINARY --file 'PL*' -- sh -c 'sha256sum <$BINARY; cat $PLAIN; echo; cat $PLAIN; "
            + "echo; echo $OTHER $PLAIN'");

        var lines = result.Succeeds().Lines;
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(binary)) + "  -", lines[0]);
        Assert.Equal(["some text", "some text"], lines[1..3]);
        Assert.Matches("^1 /proc/self/fd/[0-9]+$", lines[3]);
    }

    [Fact]
    public async Task The_program_replaces_psonoci_all_the_same()
    {
        var result = await Shell.RunAsync(
            $"psonoci -c {world.Config} run --file db_password -- sh -c 'echo $$; cat $db_password' & echo $!; wait");

        var lines = result.Succeeds().Lines.Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(lines[0], lines[1][..lines[0].Length]);
        Assert.EndsWith(World.DatabasePassword, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_can_change_the_file()
    {
        var result = await world.PsonociAsync(
            "run --file db_password -- sh -c 'echo changed >$db_password; echo changed >>$db_password; cat $db_password' 2>/dev/null");

        Assert.Equal(World.DatabasePassword, result.Output);
    }

    [Fact]
    public async Task The_environment_holds_the_path_and_not_the_value()
    {
        var result = await world.PsonociAsync("run -c --file db_password -- /usr/bin/env");

        Assert.DoesNotContain(World.DatabasePassword, result.Succeeds().Output, StringComparison.Ordinal);
        Assert.Contains("db_password=/proc/self/fd/", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--file NOT_THERE", "NOT_THERE")]
    [InlineData("--file-base64 db_host", "db_host")]
    public async Task Nothing_starts_when_a_file_cannot_be_made(string options, string named)
    {
        var result = await world.PsonociAsync($"run {options} -- echo started");

        Assert.Equal(125, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(World.Host, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_of_it_after_a_kill()
    {
        var result = await Shell.RunAsync(
            $$"""
            psonoci -c {{world.Config}} run --file db_password -- sh -c 'cat $db_password >/dev/null; exec sleep 4322' & psonoci=$!
            until readlink /proc/$psonoci/exe | grep -q sleep; do sleep 0.02; done
            ls -l /proc/$psonoci/fd | grep -c memfd
            kill -KILL $psonoci; wait $psonoci 2>/dev/null
            ls -l /proc/[0-9]*/fd 2>/dev/null | grep -c 'memfd:psonoci (deleted).*'$psonoci
            grep -rl {{World.DatabasePassword}} /dev/shm /run /var/tmp 2>/dev/null
            """);

        Assert.Equal("1\n0\n", result.Output);
    }
}
