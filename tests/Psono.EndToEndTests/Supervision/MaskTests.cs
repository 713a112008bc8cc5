using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Supervision;

/// <summary>run --mask without a terminal, and what every parent that stays has to do.</summary>
public sealed class MaskTests(World world)
{
    private string Run => $"psonoci -c {world.Config} run --mask";

    [Fact]
    public async Task Standard_output_and_standard_error_stay_apart_and_both_are_masked()
    {
        var result = await world.PsonociAsync(
            "run --mask -- sh -c 'echo \"user $db_username\"; echo \"$db_password\" | base64 >&2; printf %s \"$db_password\" | od -An -tx1 "
            + "| tr -d \" \\n\"'");

        Assert.Equal("user [redacted]\n[redacted]", result.Succeeds().Output);
        Assert.Equal("[redacted]\n", result.Error);
    }

    [Theory]
    [InlineData("echo out", ">/dev/full", 1, "psonoci: warning: standard output cannot be written: No space left on device\n")]
    [InlineData("echo out; exit 7", ">/dev/full", 7, "psonoci: warning: standard output cannot be written: No space left on device\n")]
    [InlineData("echo err >&2", "2>/dev/full", 1, "")]
    [InlineData("echo out", "| true; exit ${PIPESTATUS[0]}", 0, "")]
    public async Task Output_that_is_lost_is_told_and_is_no_success(string script, string redirection, int exitCode, string told)
    {
        var result = await Shell.RunAsync($"{Run} -- sh -c '{script}' {redirection}");

        Assert.Equal((exitCode, "", told), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task A_parent_that_stays_keeps_nothing_of_the_key_that_it_needs_no_more()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may look into its memory");
        const string Scan = """
            import re, sys
            pid, key = sys.argv[1], sys.argv[2]
            wanted = {"elf": b"\x7fELF", "raw": bytes.fromhex(key), "hex": key.encode(), "utf-16": key.encode("utf-16-le")}
            counts = dict.fromkeys(wanted, 0)
            with open(f"/proc/{pid}/mem", "rb") as memory:
                for line in open(f"/proc/{pid}/maps"):
                    start, end, access = re.match("([0-9a-f]+)-([0-9a-f]+) (.)", line).groups()
                    if access != "r" or "[v" in line: continue
                    try:
                        memory.seek(int(start, 16))
                        piece = memory.read(int(end, 16) - int(start, 16))
                    except OSError: continue
                    for name in wanted: counts[name] += piece.count(wanted[name])
            print(counts["elf"] > 0, counts["raw"], counts["hex"], counts["utf-16"])
            """;
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("scan.py"), Scan);

        var result = await Shell.RunAsync($$"""
            cd {{directory.Path}}
            {{Run}} -- sh -c 'touch started; exec sleep 60' & pid=$!
            until [ -e started ]; do sleep 0.02; done
            python3 scan.py $pid $(sed -n 's/^api_secret_key_hex = "\(.*\)"/\1/p' {{world.Config}})
            kill $pid
            """);

        Assert.Equal("True 0 0 0", result.Output.Trim());
    }

    [Fact]
    public async Task A_value_that_is_written_in_a_thousand_ways_of_two_pieces_is_masked()
    {
        const string Script = """
            import os, time
            value = os.environ["db_host"].encode()
            for i in range(1000):
                cut = i % (len(value) + 1)
                os.write(1, b"<" + value[:cut])
                if i % 100 == 0: time.sleep(0.01)
                os.write(1, value[cut:] + b">\n")
            """;
        var result = await Shell.RunAsync($"{Run} -- python3 -c '{Script}'");

        Assert.Equal(Enumerable.Repeat("<[redacted]>", 1000), result.Succeeds().Lines);
    }

    [Fact]
    public async Task Output_that_holds_no_secret_comes_at_once_and_byte_by_byte_the_same()
    {
        using var directory = new TemporaryDirectory();
        var random = new byte[5_000_000];
        System.Security.Cryptography.RandomNumberGenerator.Fill(random);
        await File.WriteAllBytesAsync(directory.File("random"), random);

        var same = await Shell.RunAsync($"{Run} -- cat {directory.File("random")} | cmp - {directory.File("random")} && echo same");
        var atOnce = await Shell.RunAsync(
            $"{Run} -- sh -c 'printf question:; read answer; echo $answer' < <(sleep 0.1; echo yes) | (head -c 9; echo; cat)");

        Assert.Equal("same\n", same.Succeeds().Output);
        Assert.Equal("question:\nyes\n", atOnce.Succeeds().Output);
    }

    [Fact]
    public async Task Chosen_variables_are_not_masked_and_too_short_ones_are_named()
    {
        var (_, config) = await world.CreateAsync("masking", "PORT=543\nNAME=visible\nKEY=invisible\n");

        var result = await Shell.RunAsync($"psonoci -c {config} run --mask --mask-except 'NA*' -- sh -c 'echo $PORT $NAME $KEY'");

        Assert.Equal("543 visible [redacted]\n", result.Succeeds().Output);
        Assert.Contains("PORT", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("543", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sh -c 'exit 0'", 0)]
    [InlineData("sh -c 'exit 1'", 1)]
    [InlineData("sh -c 'exit 255'", 255)]
    [InlineData("sh -c 'kill -TERM $$'", 143)]
    [InlineData("sh -c 'kill -SEGV $$'", 139)]
    [InlineData("sh -c 'kill -KILL $$'", 137)]
    [InlineData("no-such-program", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task The_exit_code_is_that_of_the_command_or_128_and_the_signal(string command, int expected)
    {
        Assert.Equal(expected, (await world.PsonociAsync($"run --mask -- {command}")).ExitCode);
        Assert.Equal(expected, (await world.PsonociAsync($"run --watch -- {command}")).ExitCode);
    }

    [Fact]
    public async Task What_systemd_hands_to_psonoci_is_the_command_s()
    {
        foreach (var how in new[] { "", "--mask", "--watch" })
        {
            var result = await Shell.RunAsync(
                $"sh -c 'export LISTEN_FDS=1 LISTEN_PID=$$ LISTEN_PIDFDID=7 WATCHDOG_PID=$$ OTHER_PID=$$; exec \"$@\"' _ "
                + $"psonoci -c {world.Config} run {how} -- sh -c '[ $LISTEN_PID = $$ ] && [ $WATCHDOG_PID = $$ ] && [ -e /proc/self/fd/3 ] "
                + "&& [ \"$LISTEN_PIDFDID\" = \"$1\" ] && echo mine' _ " + (how == "" ? "7" : "''") + " 3</dev/null");
            Assert.Equal("mine\n", result.Output);
        }
    }

    [Fact]
    public async Task What_the_command_left_behind_ends_with_it_and_what_was_there_before_does_not()
    {
        using var directory = new TemporaryDirectory();

        var result = await Shell.RunAsync(
            $"cd {directory.Path}; sh -c 'sleep 600 & echo $! >before; exec psonoci -c {world.Config} run --mask -- "
            + "sh -c \"setsid sleep 600 & echo \\$! >left; exit 3\"'; echo $?; kill -0 $(cat left) 2>/dev/null || echo ended; "
            + "kill $(cat before) && echo still there");

        Assert.Equal("3\nended\nstill there\n", result.Output);
    }

    [Fact]
    public async Task The_command_learns_that_nobody_reads_its_output()
    {
        var result = await Shell.RunAsync($"{Run} -- yes | head -n 1; echo ${{PIPESTATUS[0]}}");

        Assert.Equal("y\n141\n", result.Output);
    }

    [Fact]
    public async Task Arguments_environment_descriptors_and_signal_state_are_as_without_masking()
    {
        const string Show = "bash -c 'env | grep -v \"^_=\" | sort | md5sum; ulimit -a | grep -v pipe; umask; "
            + "grep Sig[BI] /proc/self/status; ls /proc/$$/fd' $'a\\xff\\n' ''";
        const string Arguments = "sh -c 'printf %s\\\\0 \"$@\" | md5sum' $'a\\xff\\n' '' '*'";
        var script =
            $"trap '' HUP; ulimit -c 0; exec 7</etc/hostname; for how in '' --watch; do psonoci -c {world.Config} run $how -- {Show} "
            + $">show$how 2>&1; psonoci -c {world.Config} run $how -- {Arguments} >>show$how; done; cmp show show--watch && echo same";
        using var directory = new TemporaryDirectory();

        var result = await Shell.RunAsync($"cd {directory.Path}; {script}; cat show show--watch");

        Assert.StartsWith("same\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_reader_does_not_keep_signals_from_the_command()
    {
        var result = await Shell.RunAsync($"{Run} -- yes > >(sleep 2) & sleep 1; kill -TERM $!; wait $!; echo $?");

        Assert.Equal("143\n", result.Output);
    }
}
