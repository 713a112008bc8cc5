using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Psono.Cli.Interop;

/// <summary>The calls of Windows that the runtime has no equivalent for.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class Kernel32
{
    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW")]
    public static partial nint CreateJobObject(nint attributes, nint name);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SetInformationJobObject(nint job, int kind, void* information, int size);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool AssignProcessToJobObject(nint job, nint process);

    [LibraryImport("kernel32")]
    public static partial nint GetCurrentProcess();
}
