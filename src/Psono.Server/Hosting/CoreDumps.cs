using Psono.Server.Interop;

namespace Psono.Server.Hosting;

/// <summary>Keys of sessions and the server's own are in memory: no core dump of them, and no other process of its user may look.</summary>
internal static class CoreDumps
{
    public static void Forbid()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _ = LibC.PrCtl(LibC.PrSetDumpable, 0);
        Span<ulong> limits = stackalloc ulong[2];
        if (LibC.GetRLimit(LibC.RLimitCore, limits) != 0)
            return;
        limits[0] = 0;
        _ = LibC.SetRLimit(LibC.RLimitCore, limits);
    }
}
