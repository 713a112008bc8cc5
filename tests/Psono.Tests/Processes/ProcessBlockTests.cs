using System.Text;
using Psono.Cli;
using Psono.Cli.Interop;
using Psono.Cli.Processes;

namespace Psono.Tests.Processes;

public sealed class ProcessBlockTests
{
    [Fact]
    public void The_block_is_where_the_kernel_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "there is no /proc");
        var block = InitialBlock.Find()!;
        Assert.Equal(Entries("/proc/self/cmdline"), block.Arguments().Select(Encoding.Latin1.GetString));
        Assert.Equal(Entries("/proc/self/environ"), block.Environment().Select(Encoding.Latin1.GetString));
    }

    // As proc(5) has it, and as emulators and sandboxes do: fields left out, or zeros.
    [Theory]
    [InlineData("1 (a) b) c) R" + Zeros44 + " 100 200 300 400 0", "100-200 300-400")]
    [InlineData("1 (a) R" + Zeros44 + " 100 200 300 300 0", "100-200 300-300")]
    [InlineData("1 (a) R" + Zeros44 + " 100 200 300", null)]
    [InlineData("1 (a) R 0 0 0", null)]
    [InlineData("1 (a)", null)]
    [InlineData("", null)]
    [InlineData("1 (a) R" + Zeros44 + " 0 0 0 0 0", null)]
    [InlineData("1 (a) R" + Zeros44 + " 200 100 300 400 0", null)]
    [InlineData("1 (a) R" + Zeros44 + " 100 200 300 -1 0", null)]
    [InlineData("1 (a) R" + Zeros44 + " 100 200 300 99999999999999999999 0", null)]
    public void A_stat_that_does_not_tell_is_no_block(string stat, string? expected) =>
        Assert.Equal(expected, InitialBlock.Locate(stat) is var (arguments, environment)
            ? $"{arguments.Start}-{arguments.End} {environment.Start}-{environment.End}"
            : null);

    private const string Zeros44 = " 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0";

    [Fact]
    public void Variables_are_found_by_their_whole_name()
    {
        var environment = new InheritedEnvironment(
            ["AB=1"u8.ToArray(), "A=2=3"u8.ToArray(), "A=4"u8.ToArray(), "B"u8.ToArray(), "=x"u8.ToArray()]);
        Assert.Equal("2=3", environment.Get("A"));
        Assert.Null(environment.Get("B"));
        Assert.Null(environment.Get("C"));
    }

    [Theory]
    [InlineData(LibC.ENoEnt, ExitCodes.NotFound)]
    [InlineData(LibC.EAcces, ExitCodes.NotExecutable)]
    [InlineData(LibC.ENotDir, ExitCodes.NotExecutable)]
    [InlineData(LibC.E2Big, ExitCodes.NotStarted)]
    [InlineData(40, ExitCodes.NotExecutable)]
    public void Exit_codes_are_those_of_env(int error, int exitCode) =>
        Assert.Equal(exitCode, ExecErrors.Describe("/nonexistent/x"u8.ToArray(), error).ExitCode);

    private static string[] Entries(string path) => Encoding.Latin1.GetString(File.ReadAllBytes(path)).Split('\0')[..^1];
}
