using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Supervision;

/// <summary>run --mask at a terminal: the command is at one as well, and its shell finds it as it would find the command alone.</summary>
public sealed class MaskTerminalTests(World world)
{
    [Fact]
    public async Task The_command_is_at_a_terminal_of_the_same_size_and_its_output_is_masked()
    {
        var lines = await AtTerminal.RunAsync(world.Config, """
            shell.resize(33, 99)
            print(shell.run(RUN + "--mask -- sh -c 'test -t 0 && test -t 1 && test -t 2 && stty size; "
                            + "echo $db_password; echo $db_password >&2; exit 9'; echo code $?"))
            """);

        Assert.Equal(["33 99", "[redacted]", "[redacted]", "code 9"], lines);
    }

    [Fact]
    public async Task Keys_reach_the_command_one_by_one_and_their_echo_is_masked()
    {
        var lines = await AtTerminal.RunAsync(world.Config, $$"""
            shell.type("stty echo; " + RUN + "--mask -- sh -c 'stty raw; echo rea''dy; dd bs=1 count=1 2>/dev/null | od -An -c; "
                       + "stty cooked; echo li''ne; read line; echo got ${#line}'; stty -echo")
            shell.expect("ready")
            shell.keys("D")
            print(shell.expect("D"))
            shell.expect("line")
            for key in "{{World.DatabasePassword}}":
                shell.keys(key)
                time.sleep(0.01)
            shell.keys("\n")
            shown = shell.expect("got 16")
            print("masked" if "[redacted]" in shown and "{{World.DatabasePassword}}" not in shown else shown)
            """);

        Assert.Equal("masked", lines[^1]);
    }

    [Fact]
    public async Task The_echo_of_a_key_that_may_begin_a_secret_does_not_wait_for_the_next_one()
    {
        var lines = await AtTerminal.RunAsync(world.Config, $$"""
            shell.type("stty echo; " + RUN + "--mask -- sh -c 'echo rea''dy; read line; echo got $line'; stty -echo")
            shell.expect("ready\r\n")
            shell.keys("{{World.DatabasePassword[0]}}")
            print(shell.expect("{{World.DatabasePassword[0]}}"))
            """);

        Assert.Equal([World.DatabasePassword[..1]], lines);
    }

    [Fact]
    public async Task Control_Z_stops_the_job_and_fg_continues_it_as_often_as_one_likes()
    {
        var lines = await AtTerminal.RunAsync(world.Config, """
            shell.type(RUN + "--mask -- sh -c 'echo rea''dy; read a; echo got $a; read b; echo got $b; exit 4'; echo code $?")
            shell.expect("ready")
            for word in ["one", "two"]:
                shell.keys("\x1a")
                print("Stopped" in shell.expect("PS> "), shell.is_cooked())
                shell.type("fg")
                until(lambda: not shell.is_cooked(), "raw mode")
                shell.type(word)
                shell.expect("got " + word)
            shell.expect("PS> ")
            print(shell.run("echo code $?"), shell.is_cooked())
            """);

        Assert.Equal(["True True", "True True", "code 4", " True"], lines);
    }

    [Fact]
    public async Task A_stopped_job_runs_on_in_the_background_and_leaves_the_terminal_alone()
    {
        var lines = await AtTerminal.RunAsync(world.Config, """
            shell.type(RUN + "--mask -- python3 -uc 'import os, time; print(\"rea\" + \"dy\"); "
                       + "[time.sleep(0.1) for _ in iter(lambda: os.path.exists(\"done\"), True)]; print(\"seen\")'")
            shell.expect("ready")
            shell.keys("\x1a")
            shell.expect("PS> ")
            shell.run("bg")
            print(shell.is_cooked(), "Running" in shell.run("jobs"))
            shell.type("touch done; wait; rm done")
            shell.expect("seen")
            """);

        Assert.Equal(["True True"], lines);
    }

    [Fact]
    public async Task Control_C_reaches_the_command_once()
    {
        var lines = await AtTerminal.RunAsync(world.Config, """
            shell.type(RUN + "--mask -- python3 -uc 'import signal, time; signal.signal(2, lambda *_: print(\"caught\")); "
                       + "print(\"rea\" + \"dy\"); [time.sleep(0.1) for _ in range(15)]; print(\"end\")'")
            shell.expect("ready")
            shell.keys("\x03")
            print(shell.expect("end").count("caught"))
            shell.expect("PS> ")
            print(shell.run(RUN + "--mask -- sh -c 'kill -INT $$'; echo code $?").strip())
            """);

        Assert.Equal(["1", "code 130"], lines);
    }

    [Fact]
    public async Task A_new_size_of_the_window_reaches_the_command()
    {
        var lines = await AtTerminal.RunAsync(world.Config, """
            shell.resize(20, 70)
            shell.type(RUN + "--mask -- sh -c 'trap \"stty size; exit\" WINCH; echo rea''dy; while :; do sleep 0.1; done'")
            shell.expect("ready")
            shell.resize(44, 88)
            print(shell.expect("44 88").strip())
            """);

        Assert.Equal(["44 88"], lines);
    }

    [Theory]
    [InlineData("TERM"), InlineData("HUP"), InlineData("QUIT"), InlineData("KILL")]
    public async Task The_terminal_is_as_it_was_however_psonoci_ends_and_the_command_ends_with_it(string signal)
    {
        var lines = await AtTerminal.RunAsync(world.Config, $$"""
            shell.type(RUN + "--mask -- sh -c 'echo pid=$$.; exec sleep 1234'")
            child = int(shell.expect(".").split("pid=")[1][:-1])
            until(lambda: not shell.is_cooked(), "raw mode")
            os.kill(shell.foreground(), signal.SIG{{signal}})
            shell.expect("PS> ")
            until(lambda: not os.path.exists(f"/proc/{child}"), "the end of the command")
            until(shell.is_cooked, "cooked mode")
            print(shell.is_cooked())
            """);

        Assert.Equal(["True"], lines);
    }

    [Fact]
    public async Task What_does_not_go_to_the_terminal_does_not_get_there()
    {
        var lines = await AtTerminal.RunAsync(world.Config, """
            print(shell.run(RUN + "--mask -- sh -c 'test -t 1 && echo terminal; echo $db_password >&2' 2>error; cat error; rm error"))
            print(shell.run(RUN + "--mask -- sh -c 'test -t 2 && echo terminal >&2; echo $db_password' >output; cat output; rm output"))
            print(shell.run("echo input | " + RUN + "--mask -- sh -c 'cat; test -t 1 && echo terminal; stty size <&1'"))
            """);

        Assert.Equal(["terminal", "[redacted]", "terminal", "[redacted]", "input", "terminal", "24 80"],
            lines.Select(line => line == "0 0" ? "24 80" : line));
    }

    [Fact]
    public async Task A_pipeline_with_a_masked_command_is_stopped_and_continued_as_a_whole()
    {
        var lines = await AtTerminal.RunAsync(world.Config, """
            # Not a shell: while one starts a program (vfork), the program can be stopped and the shell cannot.
            shell.type(RUN + "--mask -- python3 -c 'import os, signal, time; on = []; "
                       + "signal.signal(signal.SIGCONT, lambda *_: on.append(1)); os.write(2, b\"rea\" + b\"dy\"); "
                       + "[time.sleep(0.05) for _ in iter(lambda: len(on), 1)]; print(os.environ[\"db_username\"])' | cat")
            shell.expect("ready")
            shell.keys("\x1a")
            print("Stopped" in shell.expect("PS> "))
            shell.type("fg")
            print(shell.expect("[redacted]").splitlines()[-1])
            """);

        Assert.Equal(["True", "[redacted]"], lines);
    }
}
