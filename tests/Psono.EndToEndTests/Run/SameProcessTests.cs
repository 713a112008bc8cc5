using System.Security.Cryptography;
using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Run;

/// <summary>The contract of run, section 1: the program cannot tell that it was started by psonoci, but for its environment.</summary>
public sealed class SameProcessTests(World world)
{
    private string Run => $"psonoci -c {world.Config} run --";

    [Fact]
    public async Task The_program_has_the_process_id_that_psonoci_had()
    {
        var result = await Shell.RunAsync($"{Run} sh -c 'echo $$' & echo $!; wait");

        var lines = result.Succeeds().Lines;
        Assert.Equal(lines[0], lines[1]);
    }

    [Fact]
    public async Task The_program_gets_its_arguments_byte_by_byte()
    {
        // Every byte but NUL, in random order, several times; among them invalid UTF-8, newlines, quotes and the empty argument.
        var arguments = Enumerable.Range(0, 40).Select(_ =>
        {
            var bytes = Enumerable.Range(1, 255).Select(value => (byte)value).ToArray();
            RandomNumberGenerator.Shuffle<byte>(bytes);
            return bytes[..RandomNumberGenerator.GetInt32(0, 255)];
        }).ToList();
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(directory.File("arguments"), [.. arguments.SelectMany(argument => argument.Append((byte)0))]);

        var result = await Shell.RunAsync(
            $"xargs -0 -a {directory.File("arguments")} {Run} printf '%s\\0' | cmp - {directory.File("arguments")} && echo same");

        Assert.Equal("same\n", result.Succeeds().Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("trap '' HUP INT; ")]
    [InlineData("trap '' PIPE; trap '' TERM; ")]
    public async Task Signal_mask_and_dispositions_are_as_they_were(string before)
    {
        // SIGPIPE is the one exception: whatever .NET or the caller made of it, the program starts with the default.
        var direct = await Shell.RunAsync($"{before} trap - PIPE; exec sh -c 'exec cat /proc/self/status'");
        var wrapped = await Shell.RunAsync($"{before} exec {Run} cat /proc/self/status");

        Assert.Equal(Signals(direct), Signals(wrapped));

        static string[] Signals(Result result)
        {
            const ulong Pipe = 1UL << 12;
            return [.. result.Succeeds().Lines
                .Where(line => line.StartsWith("Sig", StringComparison.Ordinal) && !line.StartsWith("SigQ", StringComparison.Ordinal))
                .Select(line => line.StartsWith("SigIgn", StringComparison.Ordinal)
                    ? (Convert.ToUInt64(line.Split('\t')[1], 16) & ~Pipe).ToString("x")
                    : line)];
        }
    }

    [Fact]
    public async Task The_program_dies_of_a_broken_pipe_as_it_would_alone()
    {
        var result = await Shell.RunAsync($"set -o pipefail; {Run} yes | head -n 1 >/dev/null; echo ${{PIPESTATUS[0]}}");

        Assert.Equal("141\n", result.Output);
    }

    [Fact]
    public async Task No_descriptor_is_added_and_inherited_ones_are_kept()
    {
        // ls lists its own descriptors, that of the listed directory among them: no shell with pipes of its own in between.
        const string List = "ls -1 /proc/self/fd | tr '\\n' ' '; echo";
        var result = await Shell.RunAsync($"exec 7</etc/hostname 9>/dev/null; {List}; {Run} {List}; {Run} readlink /proc/self/fd/7");

        var lines = result.Succeeds().Lines;
        Assert.Equal(lines[0], lines[1]);
        Assert.Equal("/etc/hostname", lines[2]);
    }

    [Theory]
    [InlineData("umask 027; cd /usr/bin", "umask; pwd")]
    [InlineData("ulimit -S -n 300; ulimit -c 0; ulimit -S -s 4096", "ulimit -a")]
    [InlineData("true", "cat /proc/self/oom_score_adj /proc/self/timerslack_ns /proc/self/coredump_filter; nice")]
    public async Task Working_directory_and_limits_are_as_they_were(string before, string show)
    {
        var direct = await Shell.RunAsync($"{before}; sh -c '{show}'");
        var wrapped = await Shell.RunAsync($"{before}; {Run} sh -c '{show}'");

        Assert.Equal(direct.Succeeds().Output, wrapped.Succeeds().Output);
    }

    [Fact]
    public async Task The_program_reads_the_standard_input_from_its_first_byte()
    {
        var result = await world.PsonociAsync("run -- cat", "first line\nsecond line\n");

        Assert.Equal("first line\nsecond line\n", result.Succeeds().Output);
    }

    [Fact]
    public async Task The_program_can_dump_core_and_be_traced_again()
    {
        // Not dumpable would make the files of /proc/self belong to root.
        var result = await world.PsonociAsync("run -- sh -c 'stat -c %u /proc/self/environ; id -u'");

        var lines = result.Succeeds().Lines;
        Assert.Equal(lines[1], lines[0]);
    }
}
