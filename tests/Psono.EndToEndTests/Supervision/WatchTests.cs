using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Supervision;

public sealed class WatchTests(World world)
{
    private const string Service =
        "trap 'echo ended; exit 5' TERM; trap 'echo told' USR1; echo start $A $(cat $F); while :; do sleep 0.05; done";

    [Fact]
    public async Task A_change_restarts_the_command_with_the_new_values_and_nothing_else_does()
    {
        var (_, config) = await world.CreateAsync("watched restart", "A=first\nF=file one\n");

        var result = await RunAsync(
            $"--file F --watch=1 -- sh -c \"{Service.Replace("$", "\\$", StringComparison.Ordinal)}\"",
            config,
            """
            await 'start first file one'
            sleep 3
            psonoci vault edit 'watched restart' --title 'watched again' >/dev/null
            sleep 3
            psonoci vault edit 'watched again' A=second 'F=file two' >/dev/null
            await 'start second file two'
            """);

        Assert.Equal(["start first file one", "ended", "start second file two", "ended", "5"], result.Lines);
    }

    [Fact]
    public async Task Several_changes_in_a_row_are_one()
    {
        var (_, config) = await world.CreateAsync("watched often", "A=0\nF=x\n");

        var result = await RunAsync(
            $"--file F --watch=2 -- sh -c \"{Service.Replace("$", "\\$", StringComparison.Ordinal)}\"",
            config,
            """
            await 'start 0 x'
            sleep 3
            for i in 1 2 3 4 5 6 7 8; do
              before=$(date +%s%N); psonoci vault edit 'watched often' A=$i >/dev/null
              [ $(($(date +%s%N) - before)) -lt 800000000 ] || echo slow
            done
            await 'start 8 x'
            """);

        // Changes that are more than a second apart are not in a row.
        var slow = result.Lines.Count(line => line == "slow");
        Assert.InRange(result.Lines.Count(line => line.StartsWith("start", StringComparison.Ordinal)), 2, 3 + slow);
    }

    [Fact]
    public async Task On_request_a_signal_is_sent_in_place_of_a_restart()
    {
        var (_, config) = await world.CreateAsync("watched signal", "A=first\nF=x\n");

        var result = await RunAsync(
            $"--file F --watch=1 --watch-signal USR1 -- sh -c \"{Service.Replace("$", "\\$", StringComparison.Ordinal)}\"",
            config,
            """
            await 'start first x'
            sleep 2
            psonoci vault edit 'watched signal' A=second >/dev/null
            await told
            """);

        Assert.Equal(["start first x", "told", "ended", "5"], result.Lines);
    }

    [Fact]
    public async Task What_goes_wrong_while_watching_is_told_and_the_command_runs_on()
    {
        var (secret, config) = await world.CreateAsync("watched trouble", "A=first\nF=x\n");

        var result = await RunAsync(
            $"--file F --watch=1 -- sh -c \"{Service.Replace("$", "\\$", StringComparison.Ordinal)}\"",
            config,
            $"""
            await 'start first x'
            psonoci vault api-key revoke 'watched trouble' {secret} >/dev/null
            until grep -q watch: error; do sleep 0.05; done
            psonoci vault api-key grant 'watched trouble' {secret} >/dev/null
            until grep -q again error; do sleep 0.05; done
            """);

        Assert.Equal(["start first x", "ended", "5"], result.Lines);
        Assert.Contains("the command keeps running", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_does_not_end_is_not_started_a_second_time_beside_itself()
    {
        var (_, config) = await world.CreateAsync("watched stubborn", "A=first\nF=x\n");

        var result = await RunAsync(
            "--file F --watch=1 -- sh -c \"trap '' TERM; echo start \\$A; if [ \\$A = first ]; then while :; do sleep 0.1; done; fi; "
            + "trap 'exit 5' TERM; while :; do sleep 0.1; done\"",
            config,
            """
            await 'start first'
            psonoci vault edit 'watched stubborn' A=second >/dev/null
            await 'start second'
            sleep 0.3
            """);

        Assert.Equal(["start first", "start second", "5"], result.Lines);
    }

    [Fact]
    public async Task What_the_command_left_behind_has_ended_before_it_is_started_again_and_when_psonoci_ends()
    {
        var (_, config) = await world.CreateAsync("watched family", "A=first\n");

        var result = await RunAsync(
            "--watch=1 -- sh -c $'setsid sh -c \\'trap \"echo gone $A; exit\" TERM; echo child $A; while :; do sleep 0.1; done\\' & wait'",
            config,
            """
            await 'child first'
            psonoci vault edit 'watched family' A=second >/dev/null
            await 'child second'
            """);

        Assert.Equal(["child first", "gone first", "child second", "gone second", "143"], result.Lines);
    }

    /// <summary>
    /// Runs psonoci in the background while the script runs, ends it, and shows what the command wrote and the exit code.
    /// </summary>
    private async Task<Result> RunAsync(string arguments, string config, string script)
    {
        using var directory = new TemporaryDirectory();
        return await Shell.RunAsync(
            $$"""
            cd {{directory.Path}}
            await() {
              for i in $(seq 600); do grep -q "^$1\$" output && return; sleep 0.05; done
              echo "never: $1"; cat error; kill $psonoci; exit 1
            }
            psonoci -c {{config}} run {{arguments}} >output 2>error & psonoci=$!
            until [ -e output ]; do sleep 0.01; done
            {{script}}
            kill -TERM $psonoci; wait $psonoci; code=$?
            cat output; echo $code; cat error >&2
            """,
            world.Environment);
    }
}
