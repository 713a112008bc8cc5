using Psono.Server.Interop;

namespace Psono.Server.Hosting;

/// <summary>How many files and connections the process may have open.</summary>
internal static class Descriptors
{
    /// <summary>What connections of clients leave to everything else.</summary>
    public const int Reserve = 256;

    /// <summary>The runtime has raised it to the most that it may have.</summary>
    public static long Most { get; } = Read();

    private static long Read()
    {
        Span<ulong> limits = stackalloc ulong[2];
        return OperatingSystem.IsLinux() && LibC.GetRLimit(LibC.RLimitNoFile, limits) == 0
            ? (long)Math.Min(limits[0], int.MaxValue)
            : int.MaxValue;
    }
}
