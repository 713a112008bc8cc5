using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Run;

/// <summary>
/// The contract of run, section 2: exit codes as env, timeout and docker run have them. That all 256 of the child pass is in ContractTests.
/// </summary>
public sealed class ExitCodeTests(World world)
{
    [Theory]
    [InlineData("no-such-program", 127)]
    [InlineData("/no/such/program", 127)]
    [InlineData("/etc/passwd", 126)]
    [InlineData("/etc", 126)]
    public async Task A_program_that_cannot_be_started_has_the_exit_code_of_the_shell(string program, int expected)
    {
        var result = await world.PsonociAsync($"run -- {program}");

        Assert.Equal(expected, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith("psonoci: error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(program, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("KILL")]
    [InlineData("HUP")]
    [InlineData("SEGV")]
    [InlineData("PIPE")]
    [InlineData("USR1")]
    public async Task Death_by_a_signal_is_seen_by_the_caller_as_a_death_by_that_signal(string signal)
    {
        // Python tells an exit code from a signal; a shell does not.
        var result = await Shell.RunAsync(
            $$"""
            python3 -c '
            import signal, subprocess
            ended = subprocess.run(["psonoci", "-c", "{{world.Config}}", "run", "--", "sh", "-c", "kill -{{signal}} $$"])
            print(signal.Signals(-ended.returncode).name)'
            """);

        Assert.Equal($"SIG{signal}\n", result.Succeeds().Output);
    }

    [Theory]
    [InlineData("--filter 00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000000")]
    [InlineData("--require NOT_THERE", "NOT_THERE")]
    public async Task Nothing_starts_when_something_that_was_asked_for_is_missing(string options, string named)
    {
        var result = await world.PsonociAsync($"run {options} -- echo started");

        Assert.Equal(125, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(World.DatabasePassword, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_starts_when_the_server_cannot_be_reached()
    {
        var result = await Shell.RunAsync(
            "psonoci --timeout 2 --api-key-id 00000000-0000-4000-8000-000000000000 "
            + $"--api-secret-key-hex {new string('0', 64)} --server-url http://127.0.0.1:1/server run -- echo started");

        Assert.Equal(125, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("127.0.0.1:1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_over_the_limit_of_the_kernel_is_named_before_anything_starts()
    {
        var (_, config) = await world.CreateAsync("too large", $"SMALL=1\nHUGE={new string('x', 131_072)}\n");

        var result = await Shell.RunAsync($"psonoci -c {config} run -- echo started");

        Assert.Equal(125, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("HUGE", result.Error, StringComparison.Ordinal);
        Assert.True(result.Error.Length < 1000);
    }

    [Fact]
    public async Task What_execve_would_not_take_check_refuses_as_run_does()
    {
        var (_, config) = await world.CreateAsync("many", $"LARGE_1={new string('x', 100_000)}\nLARGE_2={new string('y', 99_000)}\n");

        // A quarter of the stack for arguments and environment: 256 KiB.
        var result = (await Shell.RunAsync($$"""
            ulimit -s 1024
            for size in $(seq 40000 1000 64000); do
              export PAD=$(printf %${size}s)
              psonoci -c {{config}} check -- true 2>check; check=$?
              psonoci -c {{config}} run -- true 2>run; echo "$check $?"
            done
            cat check run >&2; rm check run
            """)).Succeeds();

        Assert.Equal("0 0", result.Lines[0]);
        Assert.Equal("125 125", result.Lines[^1]);
        Assert.DoesNotContain("0 125", result.Lines);
        Assert.True(result.Lines.Count(line => line == "125 0") <= 6, result.Output);
        var told = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(told[..(told.Length / 2)], told[(told.Length / 2)..]);
        Assert.Contains("the largest variables are LARGE_1, LARGE_2, PAD", told[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_that_hijack_the_loader_are_refused_unless_allowed()
    {
        var (_, config) = await world.CreateAsync("hijack", "LD_PRELOAD=/tmp/evil.so\n");

        var refused = await Shell.RunAsync($"psonoci -c {config} run -- echo started");
        var allowed = await Shell.RunAsync($"psonoci -c {config} run --allow-unsafe-names -- sh -c 'echo $LD_PRELOAD' 2>/dev/null");

        Assert.Equal(125, refused.ExitCode);
        Assert.Contains("LD_PRELOAD", refused.Error, StringComparison.Ordinal);
        Assert.Equal("/tmp/evil.so\n", allowed.Output);
    }
}
