using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Psono.Cli.Interop;

namespace Psono.Cli.Supervision;

/// <summary>A signal that came, and from whom: what the terminal sends, the whole process group got.</summary>
internal readonly record struct ReceivedSignal(int Number, bool IsFromKernel, bool IsQueued, nint Value);

// docs/decisions/0016
/// <summary>
/// The signals of this process, blocked in every thread and read from a descriptor (signalfd(2)), one after the other and with their
/// senders. A handler could do neither, and handlers that the runtime offers do not tell where a signal is from.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class SignalQueue : IDisposable
{
    private const int Block = 0;
    private const int Unblock = 1;
    private const int SetSize = 128;
    private const int InformationSize = 128;

    // Of struct signalfd_siginfo.
    private const int CodeOffset = 8;
    private const int ValueOffset = 48;
    private const int CodeOfKernel = 0x80;
    private const int CodeOfQueue = -1;

    private SignalQueue(int descriptor) => Descriptor = descriptor;

    /// <summary>Readable when a signal waits.</summary>
    public int Descriptor { get; }

    /// <summary>Before anything starts a thread: those that come later inherit the mask.</summary>
    public static SignalQueue Open()
    {
        Change(Block, IsReceived);
        BlockInFinalizerThread();

        // Ignored, children would leave without a status.
        LibC.Signal(SignalNumbers.Child, LibC.SigDfl);
        var set = stackalloc byte[SetSize];
        Fill(set, IsReceived);
        var descriptor = LibC.SignalFd(-1, set, LibC.OCloExec | LibC.ONonBlock);
        return descriptor >= 0
            ? new SignalQueue(descriptor)
            : throw new PsonociException("input-output", "the kernel does not support signalfd");
    }

    public bool TryRead(out ReceivedSignal signal)
    {
        Span<byte> information = stackalloc byte[InformationSize];
        signal = default;
        if (Descriptors.ReadSome(Descriptor, information) != InformationSize)
            return false;
        var code = MemoryMarshal.Read<int>(information[CodeOffset..]);
        signal = new ReceivedSignal(
            MemoryMarshal.Read<int>(information), code == CodeOfKernel, code == CodeOfQueue,
            MemoryMarshal.Read<nint>(information[ValueOffset..]));
        return true;
    }

    public static bool IsPending(int signal)
    {
        var set = stackalloc ulong[SetSize / sizeof(ulong)];
        return LibC.SigPending(set) == 0 && (set[0] & Bit(signal)) != 0;
    }

    /// <summary>
    /// Does what the signal does to a process that takes no care of it: ends this one, stops it until it is continued, or nothing.
    /// </summary>
    public static void TakeDefault(int signal)
    {
        _ = LibC.Kill(Environment.ProcessId, signal);
        Change(Unblock, number => number == signal);
        Change(Block, number => number == signal);
    }

    public void Dispose() => _ = LibC.Close(Descriptor);

    private static bool IsReceived(int signal) => SignalNumbers.CanBeForwarded(signal) || signal == SignalNumbers.Child;

    /// <summary>The one thread that the runtime has started before Main.</summary>
    private static void BlockInFinalizerThread()
    {
        Leave();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Leave() => _ = new Blocker();
    }

    private static void Change(int how, Predicate<int> chosen)
    {
        var set = stackalloc byte[SetSize];
        Fill(set, chosen);
        _ = LibC.PThreadSigMask(how, set, null);
    }

    private static void Fill(byte* set, Predicate<int> chosen)
    {
        new Span<byte>(set, SetSize).Clear();
        for (var signal = 1; signal <= SignalNumbers.Last; signal++)
        {
            if (chosen(signal))
                *(ulong*)set |= Bit(signal);
        }
    }

    private static ulong Bit(int signal) => 1UL << (signal - 1);

    private sealed class Blocker
    {
        ~Blocker() => Change(Block, IsReceived);
    }
}
