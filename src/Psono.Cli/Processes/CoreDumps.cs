using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

/// <summary>Keys and plaintext are in memory until execve: no core dump of them, and no other process of the user may look.</summary>
internal static unsafe class CoreDumps
{
    private static ulong SoftLimit;

    /// <summary>
    /// Forbids dumps. Other processes of the same user then cannot trace or read this one either; execve allows it again.
    /// </summary>
    public static void Forbid()
    {
        if (OperatingSystem.IsWindows())
            return;
        if (OperatingSystem.IsLinux())
            _ = LibC.PrCtl(LibC.PrSetDumpable, 0);
        var limit = stackalloc ulong[2];
        if (LibC.GetRLimit(LibC.RLimitCore, limit) != 0)
            return;
        SoftLimit = limit[0];
        limit[0] = 0;
        _ = LibC.SetRLimit(LibC.RLimitCore, limit);
    }

    /// <summary>Gives the command that comes next the limit that psonoci was given.</summary>
    public static void RestoreLimit()
    {
        var limit = stackalloc ulong[2];
        if (LibC.GetRLimit(LibC.RLimitCore, limit) != 0)
            return;
        limit[0] = SoftLimit;
        _ = LibC.SetRLimit(LibC.RLimitCore, limit);
    }
}
