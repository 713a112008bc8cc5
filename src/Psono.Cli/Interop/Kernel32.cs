using System.Runtime.InteropServices;
using System.Runtime.Versioning;

// Where the system has its own: never from a file that somebody put beside psonoci.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]

namespace Psono.Cli.Interop;

/// <summary>The calls of Windows that the runtime has no equivalent for.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class Kernel32
{
    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true)]
    public static partial nint CreateJobObject(nint attributes, nint name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetInformationJobObject(nint job, int kind, void* information, int size);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool AssignProcessToJobObject(nint job, nint process);

    [LibraryImport("kernel32")]
    public static partial nint GetCurrentProcess();
}
