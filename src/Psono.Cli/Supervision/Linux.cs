using System.Runtime.InteropServices;

namespace Psono.Cli.Supervision;

/// <summary>What waits for something to happen to a descriptor: struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry(int descriptor, short events)
{
    public int Descriptor = descriptor;
    public short Events = events;
    public short Returned;
}

/// <summary>The calls and numbers of Linux that a supervising parent needs.</summary>
internal static unsafe partial class Linux
{
    public const int EIntr = 4;
    public const int EAgain = 11;
    public const int EPipe = 32;

    public const short PollIn = 1;
    public const short PollOut = 4;

    public const int ReadWrite = 2;
    public const int NoControllingTerminal = 0x100;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public const int GetDescriptorFlags = 1;
    public const int SetDescriptorFlags = 2;
    public const int SetStatusFlags = 4;
    public const int DuplicateCloseOnExec = 1030;

    public const int ParentDeathSignal = 1;

    public const int NoHang = 1;
    public const int Untraced = 2;

    public const nuint SetControllingTerminal = 0x540E;
    public const nuint GetWindowSize = 0x5413;
    public const nuint SetWindowSize = 0x5414;
    public const nuint UnlockTerminal = 0x40045431;
    public const nuint OpenPeer = 0x5441;

    public static bool IsTerminal(int descriptor) => IsATty(descriptor) == 1;

    /// <summary>Writes everything; false if nobody can read it any more.</summary>
    public static bool WriteAll(int descriptor, ReadOnlySpan<byte> bytes) => WriteAll(descriptor, bytes, out _);

    /// <param name="descriptor">Where to.</param>
    /// <param name="bytes">What.</param>
    /// <param name="error">Why not, if not.</param>
    public static bool WriteAll(int descriptor, ReadOnlySpan<byte> bytes, out int error)
    {
        error = 0;
        fixed (byte* start = bytes)
        {
            for (var done = 0; done < bytes.Length;)
            {
                var written = Write(descriptor, start + done, (nuint)(bytes.Length - done));
                if (written > 0)
                    done += (int)written;
                else if (written < 0 && (error = Marshal.GetLastPInvokeError()) is not (EIntr or EAgain))
                    return false;
                else
                    WaitFor(descriptor, PollOut);
            }
        }

        error = 0;
        return true;
    }

    /// <summary>The number of bytes, 0 at the end of what there will be, -1 if there is nothing now.</summary>
    public static int ReadSome(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var length = Processes.LibC.Read(descriptor, start, (nuint)buffer.Length);
                if (length >= 0)
                    return (int)length;
                var error = Marshal.GetLastPInvokeError();
                if (error == EAgain)
                    return -1;

                // A terminal of which nobody has the other side any more says EIO.
                if (error != EIntr)
                    return 0;
            }
        }
    }

    /// <summary>
    /// posix_spawn(3) of the GNU library leaves the signal ignored by which that library cancels threads, and its sigaction(3) refuses to
    /// change that: only the kernel can be asked.
    /// </summary>
    public static void ForgetIgnoredCancellation()
    {
        const int Cancellation = 32;
        const int SetSize = 8;
        nint? call = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 13,
            Architecture.Arm64 => 134,
            _ => null,
        };
        var byDefault = stackalloc byte[64];
        new Span<byte>(byDefault, 64).Clear();
        if (call is { } number)
            _ = SysCall(number, Cancellation, byDefault, null, SetSize);
    }

    /// <summary>The number of bytes written, 0 if nobody can read them any more, -1 if there is no room now.</summary>
    public static int WriteSome(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var written = Write(descriptor, start, (nuint)bytes.Length);
            return written > 0 ? (int)written : Marshal.GetLastPInvokeError() is EIntr or EAgain ? -1 : 0;
        }
    }

    /// <summary>Waits until one of them has an event, or for so many milliseconds; whether there is an event.</summary>
    public static bool Wait(Span<PollEntry> entries, int milliseconds = -1)
    {
        fixed (PollEntry* start = entries)
        {
            int count;
            while ((count = Poll(start, (nuint)entries.Length, milliseconds)) < 0 && Marshal.GetLastPInvokeError() == EIntr)
            {
            }

            return count > 0;
        }
    }

    private static void WaitFor(int descriptor, short events)
    {
        Span<PollEntry> entries = [new(descriptor, events)];
        Wait(entries);
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SysCall(nint number, nint signal, void* action, void* old, nint size);

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATty(int descriptor);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* descriptors, int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "signalfd", SetLastError = true)]
    public static partial int SignalFd(int descriptor, void* mask, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FCntl(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int IoCtl(int descriptor, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int IoCtl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    public static partial int TcGetAttr(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    public static partial int TcSetAttr(int descriptor, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void CfMakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    public static partial int TcGetPGrp(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcsetpgrp")]
    public static partial int TcSetPGrp(int descriptor, int group);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    public static partial int GetPGrp();

    [LibraryImport("libc", EntryPoint = "setpgid")]
    public static partial int SetPGid(int process, int group);

    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int GetPPid();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "sigqueue", SetLastError = true)]
    public static partial int SigQueue(int process, int signal, nint value);

    [LibraryImport("libc", EntryPoint = "sigpending")]
    public static partial int SigPending(void* set);

    [LibraryImport("libc", EntryPoint = "sigwaitinfo", SetLastError = true)]
    public static partial int SigWaitInfo(void* set, void* information);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int process, int* status, int options);
}
