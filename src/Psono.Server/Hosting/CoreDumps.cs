using System.Runtime.InteropServices;

namespace Psono.Server.Hosting;

/// <summary>Keys of sessions, and the server's own, are in memory: no core dump of them, and no other process of the user may look.</summary>
internal static partial class CoreDumps
{
    private const int SetDumpable = 4;
    private const int CoreSize = 4;

    public static void Forbid()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _ = PrCtl(SetDumpable, 0);
        Span<ulong> limit = stackalloc ulong[2];
        if (GetRLimit(CoreSize, limit) != 0)
            return;
        limit[0] = 0;
        _ = SetRLimit(CoreSize, limit);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nuint value);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetRLimit(int resource, Span<ulong> limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetRLimit(int resource, ReadOnlySpan<ulong> limit);
}
