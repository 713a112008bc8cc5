using System.Runtime.InteropServices;
using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

/// <summary>
/// Signal mask and dispositions as they were when psonoci started, to be put back before the command replaces it. What was caught by a
/// handler becomes the default across execve; what was ignored stays ignored, and that is what a later handler of the runtime would lose.
/// </summary>
internal sealed unsafe partial class SignalState
{
    private const int Signals = 64;
    private const int SigPipe = 13;

    // Larger than any platform's sigset_t and struct sigaction, whose first member is the handler.
    private const int StructSize = 512;

    private readonly byte[] _mask = new byte[StructSize];
    private readonly bool[] _ignored = new bool[Signals + 1];

    private SignalState()
    {
    }

    /// <summary>A state that another process captured.</summary>
    public static SignalState FromBytes(ReadOnlySpan<byte> bytes)
    {
        var state = new SignalState();
        bytes[..StructSize].CopyTo(state._mask);
        for (var signal = 1; signal <= Signals; signal++)
            state._ignored[signal] = bytes[StructSize + signal] != 0;
        return state;
    }

    /// <summary>For <see cref="FromBytes"/>.</summary>
    public byte[] ToBytes() => [.. _mask, .. _ignored.Select(ignored => ignored ? (byte)1 : (byte)0)];

    /// <summary>Reads the state of the calling thread and of the process.</summary>
    public static SignalState Capture()
    {
        var state = new SignalState();
        fixed (byte* mask = state._mask)
        {
            var ignored = Read(mask);
            for (var signal = 1; signal <= Signals; signal++)
                state._ignored[signal] = (ignored >> (signal - 1) & 1) != 0;
        }

        // Ignored by the runtime, and by callers that are runtimes themselves; a command that inherits this breaks "yes | head".
        state._ignored[SigPipe] = false;
        return state;
    }

    private static ulong Read(byte* mask)
    {
        // Not tried elsewhere: macOS would look for such a library in the current directory.
        if (!OperatingSystem.IsLinux())
            return SignalsNow(mask);
        try
        {
            // The runtime has taken some for itself by now. Only the published executable has somebody who looked before.
            return SignalsAtStart(mask);
        }
        catch (DllNotFoundException)
        {
            return SignalsNow(mask);
        }
    }

    private static ulong SignalsNow(byte* mask)
    {
        _ = LibC.PThreadSigMask(PlatformNumbers.Own.SigSetMask, null, mask);
        var ignored = 0UL;
        var action = stackalloc nint[StructSize / sizeof(nint)];
        for (var signal = 1; signal <= Signals; signal++)
        {
            if (LibC.SigAction(signal, null, action) == 0 && action[0] == LibC.SigIgn)
                ignored |= 1UL << (signal - 1);
        }

        return ignored;
    }

    /// <summary>From exec.c.</summary>
    [LibraryImport("exec", EntryPoint = "psonoci_signals_at_start")]
    private static partial ulong SignalsAtStart(byte* mask);

    /// <summary>Puts the state back. For the thread that calls execve, right before it does.</summary>
    public void Restore()
    {
        var action = stackalloc nint[StructSize / sizeof(nint)];
        for (var signal = 1; signal <= Signals; signal++)
        {
            // Handlers stay: execve removes them, and should it fail, the runtime needs them.
            var isIgnored = LibC.SigAction(signal, null, action) == 0 && action[0] == LibC.SigIgn;
            if (isIgnored != _ignored[signal])
                LibC.Signal(signal, _ignored[signal] ? LibC.SigIgn : LibC.SigDfl);
        }

        fixed (byte* mask = _mask)
            _ = LibC.PThreadSigMask(PlatformNumbers.Own.SigSetMask, mask, null);
    }
}
