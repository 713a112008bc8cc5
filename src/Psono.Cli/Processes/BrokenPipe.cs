using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

/// <summary>The runtime ignores SIGPIPE, so that a filter would report an error where every other one just ends.</summary>
internal static class BrokenPipe
{
    private const int SigPipe = 13;

    /// <summary>From now on, writing to a pipe that nobody reads ends this process by the signal.</summary>
    public static void Ends()
    {
        if (!OperatingSystem.IsWindows())
            LibC.Signal(SigPipe, LibC.SigDfl);
    }
}
