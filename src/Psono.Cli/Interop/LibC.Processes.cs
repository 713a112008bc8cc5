using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Psono.Cli.Interop;

/// <content>Processes.</content>
internal static unsafe partial class LibC
{
    public const int PrSetPDeathSig = 1;
    public const int PrSetDumpable = 4;
    public const int PrSetChildSubreaper = 36;
    public const int RLimitCore = 4;
    public const int WNoHang = 1;
    public const int WUntraced = 2;

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true)]
    public static partial int Execve(byte* path, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    [SupportedOSPlatform("linux")]
    public static partial int PosixSpawn(int* process, byte* path, void* actions, void* attributes, byte** argv, byte** envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int FileActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int FileActionsAddDup2(void* actions, int descriptor, int number);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int FileActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesSetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int GetPPid();

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    public static partial int GetPGrp();

    [LibraryImport("libc", EntryPoint = "setpgid")]
    public static partial int SetPGid(int process, int group);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [SupportedOSPlatform("linux")]
    public static partial int PrCtl(int option, nuint value);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    public static partial int GetRLimit(int resource, ulong* limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    public static partial int SetRLimit(int resource, ulong* limit);

    /// <summary>crt_externs.h of macOS.</summary>
    [LibraryImport("libc", EntryPoint = "_NSGetArgv")]
    [SupportedOSPlatform("macos")]
    public static partial byte*** NSGetArgv();

    [LibraryImport("libc", EntryPoint = "_NSGetEnviron")]
    [SupportedOSPlatform("macos")]
    public static partial byte*** NSGetEnviron();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [SupportedOSPlatform("linux")]
    public static partial int SetEnv(string name, string value, int overwrite);
}
