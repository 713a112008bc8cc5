using System.Runtime.InteropServices;
using System.Text;
using Psono.Cli.Interop;
using Psono.Cli.Processes;

namespace Psono.Tests.Processes;

public sealed unsafe class PlatformTests
{
    [Fact]
    public void Numbers_are_those_of_the_headers()
    {
        // glibc: errno.h, bits/sigaction.h, bits/termios-struct.h; xnu: sys/errno.h, sys/signal.h, sys/termios.h
        Assert.Equal(new PlatformNumbers(EAgain: 11, SigSetMask: 2, LocalFlags: 3 * sizeof(uint)), PlatformNumbers.Linux);
        Assert.Equal(new PlatformNumbers(EAgain: 35, SigSetMask: 3, LocalFlags: 3 * sizeof(ulong)), PlatformNumbers.MacOS);
        Assert.Same(PlatformNumbers.Linux, PlatformNumbers.Own);
    }

    [Fact]
    public void Arguments_and_environment_are_found_by_their_vectors()
    {
        using var arguments = new NativeStrings(["psonoci"u8.ToArray(), [0xFF, (byte)'a'], "hunter2"u8.ToArray()]);
        using var environment = new NativeStrings(["A=1"u8.ToArray(), "KEY=hunter2"u8.ToArray()]);
        var block = InitialBlock.FromVectors(arguments.Pointers, environment.Pointers)!;
        Assert.Equal(["psonoci", "\u00ffa", "hunter2"], block.Arguments().Select(Encoding.Latin1.GetString));
        Assert.Equal(["A=1", "KEY=hunter2"], block.Environment().Select(Encoding.Latin1.GetString));

        block.ScrubArgument(2, 0);
        block.ScrubVariable("KEY"u8);
        Assert.Equal("*******", Marshal.PtrToStringUTF8((nint)arguments.Pointers[2]));
        Assert.Equal("KEY=", Marshal.PtrToStringUTF8((nint)environment.Pointers[1]));
    }

    [Fact]
    public void An_environment_may_be_empty()
    {
        using var arguments = new NativeStrings(["psonoci"u8.ToArray()]);
        using var environment = new NativeStrings([]);
        Assert.Empty(InitialBlock.FromVectors(arguments.Pointers, environment.Pointers)!.Environment());
    }

    [Fact]
    public void Nothing_is_hidden_in_vectors_that_were_changed()
    {
        using var arguments = new NativeStrings(["psonoci"u8.ToArray()]);
        using var environment = new NativeStrings(["A=1"u8.ToArray(), "B=2"u8.ToArray()]);
        environment.Pointers[1] = arguments.Pointers[0];
        Assert.Null(InitialBlock.FromVectors(arguments.Pointers, environment.Pointers));
    }

    [Fact]
    public void What_the_runtime_left_for_debuggers_goes_and_that_of_others_stays()
    {
        using var directory = new TemporaryDirectory();
        string[] own = ["dotnet-diagnostic-42-7-socket", "clr-debug-pipe-42-7-in", "clr-debug-pipe-42-7-out"];
        string[] others = ["dotnet-diagnostic-421-7-socket", "clr-debug-pipe-4-2-in", "dotnet-diagnostic-42-7"];
        foreach (var name in own.Concat(others))
            File.WriteAllText(Path.Combine(directory.Path, name), "");
        RuntimeFiles.Remove(directory.Path, 42);
        Assert.Equal(others.ToHashSet(), Directory.GetFiles(directory.Path).Select(file => Path.GetFileName(file)).ToHashSet());
        RuntimeFiles.Remove(Path.Combine(directory.Path, "gone"), 42);
    }
}
