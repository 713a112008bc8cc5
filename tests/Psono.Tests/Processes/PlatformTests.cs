using Psono.Cli.Interop;
using Psono.Cli.Processes;

namespace Psono.Tests.Processes;

public sealed class PlatformTests
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
