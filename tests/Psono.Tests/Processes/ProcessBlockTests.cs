using System.Text;
using Psono.Cli;
using Psono.Cli.Interop;
using Psono.Cli.Processes;

namespace Psono.Tests.Processes;

public sealed class ProcessBlockTests
{
    [Fact]
    public unsafe void Values_are_overwritten_where_they_are_and_nothing_else_is()
    {
        using var arguments = new NativeStrings(["psonoci"u8.ToArray(), "--key=abc"u8.ToArray(), ""u8.ToArray(), "run"u8.ToArray()]);
        using var environment = new NativeStrings(["AB=1"u8.ToArray(), "A=2=3"u8.ToArray(), "A="u8.ToArray(), [(byte)'A', 0xff]]);
        var block = new InitialBlock(arguments.Pointers, environment.Pointers);

        block.ScrubArgument(1, 6);
        block.ScrubVariable("A"u8);

        Assert.Equal(["psonoci", "--key=***", "", "run"], block.Arguments().Select(Encoding.Latin1.GetString));
        Assert.Equal(["AB=1", "A=", "A=", "A\u00ff"], block.Environment().Select(Encoding.Latin1.GetString));
    }

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
}
