using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Supervision;

public sealed class SignalTests(World world)
{
    private const string Recorder = """
        import os, signal
        def record(number, frame):
            os.write(1, b"%d\n" % number)
        for number in set(range(1, 65)) - {4, 5, 7, 8, 9, 11, 17, 19, 31, 32, 33, 34}:
            signal.signal(number, record)
        os.write(1, b"ready\n")
        while True:
            signal.pause()
        """;

    [Theory]
    [InlineData("--mask"), InlineData("--watch")]
    public async Task Every_signal_that_can_be_forwarded_reaches_the_command_once(string how)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("recorder.py"), Recorder);

        var result = await Shell.RunAsync(
            $$"""
            cd {{directory.Path}}
            psonoci -c {{world.Config}} run {{how}} -- python3 recorder.py >seen 2>error & psonoci=$!
            until grep -q ready seen; do sleep 0.05; done
            for number in $(seq 1 64); do
              case $number in 4|5|7|8|9|11|17|19|31|32|33|34) continue;; esac
              kill -$number $psonoci
              until [ "$(tail -n 1 seen)" = $number ]; do sleep 0.01; done
            done
            kill -KILL $psonoci
            wait $psonoci
            cat seen
            """);

        int[] notForwarded = [4, 5, 7, 8, 9, 11, 17, 19, 31, 32, 33, 34];
        Assert.Equal(["ready", .. Enumerable.Range(1, 64).Except(notForwarded).Select(number => $"{number}")], result.Lines);
    }

    [Theory]
    [InlineData("--mask"), InlineData("--watch"), InlineData("--mask --watch --file db_password")]
    public async Task The_command_does_not_outlive_psonoci_and_nothing_is_left(string how)
    {
        var result = await Shell.RunAsync(
            $$"""
            psonoci -c {{world.Config}} run {{how}} -- sh -c 'echo $$; exec sleep 4321' >/dev/shm/psonoci-test-$$ & psonoci=$!
            until [ -s /dev/shm/psonoci-test-$$ ]; do sleep 0.05; done
            child=$(cat /dev/shm/psonoci-test-$$); rm /dev/shm/psonoci-test-$$
            kill -0 $child && kill -KILL $psonoci
            for i in $(seq 100); do kill -0 $child 2>/dev/null || { echo gone; break; }; sleep 0.05; done
            grep -rl {{World.DatabasePassword}} /dev/shm /run /var/tmp 2>/dev/null
            """);

        Assert.Equal("gone\n", result.Output);
    }

    [Fact]
    public async Task As_process_1_it_reaps_whatever_is_left_to_it()
    {
        var result = await Shell.RunAsync(
            $"unshare -pf --mount-proc psonoci -c {world.Config} run --watch -- sh -c '(sleep 0.1 &); (sleep 0.2 &); sleep 0.4; "
            + "for i in $(seq 100); do ps -e -o stat= | grep -q Z || break; sleep 0.05; done; ps -e -o stat= | grep -c Z; "
            + "exit 6'; echo $?");

        Assert.Equal("0\n6\n", result.Output);
    }

    [Theory]
    [InlineData("--mask"), InlineData("--watch")]
    public async Task A_stopped_command_stops_psonoci_and_both_are_continued(string how)
    {
        var result = await Shell.RunAsync(
            $$"""
            # A process group of its own, with a parent in the session: the kernel does not stop an orphaned one by SIGTSTP.
            set -m
            psonoci -c {{world.Config}} run {{how}} -- sh -c 'echo $$; exec sleep 4321' >/dev/shm/psonoci-stop-$$ & psonoci=$!
            until [ -s /dev/shm/psonoci-stop-$$ ]; do sleep 0.05; done
            child=$(head -n 1 /dev/shm/psonoci-stop-$$)
            state() { sed 's/.*) //; s/ .*//' /proc/$1/stat; }
            # In a subshell: bash leaves a loop when a job of its own is stopped by SIGTSTP.
            is() ( for i in $(seq 200); do [ "$(state $1)" = T ] && r=T || r=runs; [ $r = $2 ] && break; sleep 0.02; done; echo $2 $r )
            kill -STOP $child; is $child T; is $psonoci T
            kill -CONT $psonoci; is $psonoci runs; is $child runs
            kill -TSTP $psonoci; is $child T; is $psonoci T
            kill -CONT $psonoci; is $psonoci runs; is $child runs
            kill -TERM $psonoci; wait $psonoci; echo $?
            rm /dev/shm/psonoci-stop-$$
            """);

        Assert.Equal(["T T", "T T", "runs runs", "runs runs", "T T", "T T", "runs runs", "runs runs", "143"], result.Lines);
    }

    [Fact]
    public async Task At_a_terminal_that_is_shared_Control_C_reaches_the_command_once_and_Control_Z_stops_the_job()
    {
        var lines = await AtTerminal.RunAsync(world.Config, """
            shell.type(RUN + "--watch -- python3 -uc 'import signal, time; signal.signal(2, lambda *_: print(\"cau\" + \"ght\")); "
                       + "print(\"rea\" + \"dy\"); [time.sleep(0.1) for _ in range(15)]; print(\"end\")'")
            shell.expect("ready")
            shell.keys("\x03")
            shell.expect("caught")
            shell.keys("\x1a")
            print("Stopped" in shell.expect("PS> "))
            shell.type("fg")
            print(shell.expect("end").count("caught"))
            """);

        Assert.Equal(["True", "0"], lines);
    }

    [Fact]
    public async Task While_the_server_is_asked_psonoci_ends_by_a_signal_as_any_program()
    {
        using var directory = new TemporaryDirectory();

        var result = await Shell.RunAsync(
            $$"""
            cd {{directory.Path}}
            {{Shell.SilentServer}}
            PSONO_CI_SERVER_URL=http://127.0.0.1:$(cat port)/server psonoci --api-key-id 00000000-0000-4000-8000-000000000000 \
              --api-secret-key-hex {{new string('0', 64)}} --timeout 20 run --mask -- true & psonoci=$!
            until [ -s asked ]; do sleep 0.02; done
            kill -TERM $psonoci; wait $psonoci; echo $?; kill $listener
            """);

        Assert.Equal("143\n", result.Output);
    }
}
