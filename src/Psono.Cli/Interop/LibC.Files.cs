using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Psono.Cli.Interop;

/// <content>Files and descriptors.</content>
internal static unsafe partial class LibC
{
    public const int ORdOnly = 0;
    public const int ORdWr = 2;
    public const int ONoCtty = 0x100;
    public const int ONonBlock = 0x800;
    public const int OCloExec = 0x80000;
    public const int XOk = 1;

    public const int FSetFd = 2;
    public const int FSetFl = 4;
    public const int FDupFdCloExec = 1030;
    public const int FAddSeals = 1033;

    public const short PollIn = 1;
    public const short PollOut = 4;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    public static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long LSeek(int descriptor, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int FChMod(int descriptor, uint mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [SupportedOSPlatform("linux")]
    public static partial int FCntl(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    [SupportedOSPlatform("linux")]
    public static partial int StatX(int directory, byte* path, int flags, uint mask, void* status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint GetEUid();

    [LibraryImport("libc", EntryPoint = "getegid")]
    public static partial uint GetEGid();

    [LibraryImport("libc", EntryPoint = "getgroups", SetLastError = true)]
    public static partial int GetGroups(int count, uint* groups);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true)]
    public static partial int Access(byte* path, int mode);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    [SupportedOSPlatform("linux")]
    public static partial int Pipe(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    [SupportedOSPlatform("linux")]
    public static partial int EventFd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true)]
    [SupportedOSPlatform("linux")]
    public static partial int MemFdCreate(byte* name, uint flags);
}
