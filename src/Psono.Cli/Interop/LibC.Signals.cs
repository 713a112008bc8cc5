using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Psono.Cli.Interop;

/// <content>Signals.</content>
internal static unsafe partial class LibC
{
    public static readonly nint SigDfl;
    public static readonly nint SigIgn = 1;

    [LibraryImport("libc", EntryPoint = "sigaction")]
    public static partial int SigAction(int signal, void* action, void* old);

    [LibraryImport("libc", EntryPoint = "signal")]
    public static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    public static partial int PThreadSigMask(int how, void* set, void* old);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "sigqueue", SetLastError = true)]
    [SupportedOSPlatform("linux")]
    public static partial int SigQueue(int process, int signal, nint value);

    [LibraryImport("libc", EntryPoint = "sigpending")]
    public static partial int SigPending(void* set);

    [LibraryImport("libc", EntryPoint = "sigwaitinfo", SetLastError = true)]
    [SupportedOSPlatform("linux")]
    public static partial int SigWaitInfo(void* set, void* information);

    [LibraryImport("libc", EntryPoint = "signalfd", SetLastError = true)]
    [SupportedOSPlatform("linux")]
    public static partial int SignalFd(int descriptor, void* mask, int flags);

    /// <summary>rt_sigaction(2), for the signals that sigaction(3) refuses.</summary>
    [LibraryImport("libc", EntryPoint = "syscall")]
    [SupportedOSPlatform("linux")]
    public static partial nint SysCall(nint number, nint signal, void* action, void* old, nint size);
}
