using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Run;

/// <summary>tests/conformance/run-contract.sh: psonoci keeps all of it, as env does; and every row can be lost.</summary>
public sealed class ContractTests(World world, ContractProbe probe) : IClassFixture<ContractProbe>
{
    private const string Key = "--api-key-id 00000000-0000-4000-8000-000000000000 --server-url {url}/server";

    private static readonly string[] Waiting =
    [
        $"psonoci {Key} --api-secret-key-hex {{key}} run --",
        $"psonoci {Key} --api-secret-key-hex={{key}} run --",
        $"PSONO_CI_API_SECRET_KEY_HEX={{key}} psonoci {Key} run --",
    ];

    [Fact]
    public async Task Psonoci_keeps_the_whole_contract()
    {
        var waiting = string.Join(' ', Waiting.Select(command => $"--waiting '{command}'"));

        var result = await ScoreAsync($"--credentials PSONO_CI_ {waiting}", $"psonoci -c {world.Config} run --");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.EndsWith(" 0 not asked\n", result.Output, StringComparison.Ordinal);

        // What a machine may forbid: namespaces, dumps in the working directory, looking at other processes.
        Assert.InRange(result.Lines.Count(line => line.Contains(" skipped  ", StringComparison.Ordinal)), 0, 3);
    }

    [Fact]
    public async Task With_a_supervising_parent_it_keeps_what_a_parent_can_keep()
    {
        var result = await ScoreAsync("--supervised --credentials PSONO_CI_", $"psonoci -c {world.Config} run --mask --watch --");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Theory]
    [InlineData("env", "contract of run: env\n")]
    [InlineData("--supervised env -u NOT_THERE", "contract of run: env -u NOT_THERE (supervised)\n")]
    [InlineData("nice -n 0 env --", "contract of run: nice -n 0 env --\n")]
    [InlineData("-- env --", "contract of run: env --\n")]
    public async Task The_wrapper_may_stand_with_or_without_dashes(string arguments, string head)
    {
        var result = (await Shell.RunAsync($"{Published.Root}/tests/conformance/run-contract.sh --row umask {arguments}")).Succeeds();

        Assert.StartsWith(head, result.Output, StringComparison.Ordinal);
        Assert.Contains("\n1 ok, 0 failed", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-- nosuchcommand", "there is no wrapper 'nosuchcommand', or it may not be executed")]
    [InlineData("/etc/passwd", "there is no wrapper '/etc/passwd', or it may not be executed")]
    [InlineData("--row nosuchrow -- env", "--row nosuchrow: no row has this text in its title")]
    [InlineData("--row umask --row nosuchrow env", "--row nosuchrow: no row has this text in its title")]
    [InlineData("", "no wrapper is given: run-contract.sh -- env")]
    [InlineData("--supervised --", "no wrapper is given: run-contract.sh -- env")]
    public async Task A_typing_error_is_no_score(string arguments, string complaint)
    {
        var result = await Shell.RunAsync($"{Published.Root}/tests/conformance/run-contract.sh {arguments}", probe.Environment);

        Assert.Equal((2, "", $"run-contract.sh: {complaint}\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [InlineData("env")]
    [InlineData("nice -n 0")]
    public async Task Programs_that_are_known_to_keep_it_are_found_to_keep_it(string wrapper)
    {
        var result = await ScoreAsync("", wrapper);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Theory]
    [InlineData("exit codes", "sh -c '\"$@\"; exit 0' sh")]
    [InlineData("death by", "sh -c '\"$@\"; exit $?' sh")]
    [InlineData("127", "bash -c 'shopt -s execfail; exec \"$@\"; exit 1' sh")]
    [InlineData("arguments, byte", "sh -c 'exec $*' sh")]
    [InlineData("environment of", "env -u CONTRACT_EMPTY")]
    [InlineData("credentials", "env")]
    [InlineData("working directory", "env -C /")]
    [InlineData("umask", "sh -c 'umask 027; exec \"$@\"' sh")]
    [InlineData("descriptors", "sh -c 'exec 5</dev/null; exec \"$@\"' sh")]
    [InlineData("standard input", "sh -c 'read line; exec \"$@\"' sh")]
    [InlineData("limits", "sh -c 'ulimit -S -n 99; exec \"$@\"' sh")]
    [InlineData("signal mask", "env --ignore-signal=USR2")]
    [InlineData("attributes", "chrt --batch 0")]
    [InlineData("the same process", "sh -c '\"$@\"; exit $?' sh")]
    [InlineData("process 1", "sh -c '\"$@\"; exit $?' sh")]
    [InlineData("TERM to", "sh -c '\"$@\"; exit $?' sh", 2)]
    [InlineData("every signal to", "sh -c '\"$@\"; exit $?' sh", 2)]
    [InlineData("waits for the command", "sh -c '\"$@\"; exit $?' sh")]
    [InlineData("SIGPIPE", "env --ignore-signal=PIPE")]
    [InlineData("terminal: ", "setsid -w")]
    [InlineData("job control", "setsid -w", 2)]
    [InlineData("background", "sh -c 'stty -echo </dev/tty; exec \"$@\"' sh")]
    [InlineData("arguments and environment", "env")]
    [InlineData("core dump", "env")]
    [InlineData("memory", "env")]
    public async Task Every_row_is_lost_by_a_wrapper_that_breaks_it(string row, string wrapper, int patience = 20)
    {
        const string Careless =
            "python3 -c \"import sys, urllib.request; urllib.request.urlopen(sys.argv[1], sys.argv[2].encode())\" {url} {key}";

        var result = await ScoreAsync($"--row '{row}' --patience {patience} --credentials PSONO_CI_ --waiting '{Careless}'", wrapper);

        Assert.True(result.ExitCode == 1, result.Output + result.Error);
        Assert.Contains(" FAILED ", result.Output, StringComparison.Ordinal);
    }

    private Task<Result> ScoreAsync(string options, string wrapper) => Shell.RunAsync(
        $"{Published.Root}/tests/conformance/run-contract.sh {options} -- {wrapper}", probe.Environment, patience: TimeSpan.FromMinutes(5));
}
