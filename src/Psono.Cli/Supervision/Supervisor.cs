using System.Runtime.Versioning;
using Psono.Cli.Interop;

namespace Psono.Cli.Supervision;

/// <summary>
/// The loop of a parent that stays: passes signals on, stops and continues with the command, reaps whoever was left to it, ends the
/// command for a restart, and what is left of it then and in the end. It runs on the main thread: the kernel ties the life of the command
/// to that.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Supervisor(SignalQueue signals, ProcessTree tree, ChangeWatcher? watcher, int? signalOnChange)
{
    // As long as containers are given to end by themselves.
    private const int GraceMilliseconds = 10_000;

    // What loses its parent is not announced, and what belongs to somebody else now cannot be ended.
    private const int LookMilliseconds = 50;
    private const int KilledMilliseconds = 1_000;

    private long? _deadline;
    private bool _restart;

    /// <summary>Waits for the end of the command; its exit code, or null if a change ended it and it is to be started again.</summary>
    public int? Watch(SupervisedChild child)
    {
        (_deadline, _restart) = (null, false);
        tree.Own(child.Direct);
        while (child.Ended is null)
        {
            Span<PollEntry> entries =
                [new(signals.Descriptor, LibC.PollIn), new(child.Report, LibC.PollIn), new(watcher?.Descriptor ?? -1, LibC.PollIn)];
            Descriptors.Wait(entries, Remaining());
            if (child.ReadReports() is { } stopped)
                StopToo(child, stopped);
            while (child.Ended is null && signals.TryRead(out var signal))
                Handle(child, signal);
            if (child.Ended is null && entries[2].Returned != 0)
                Change(child);
            if (_deadline is { } deadline && Environment.TickCount64 >= deadline)
                child.Signal(SignalNumbers.Kill);
        }

        EndRest(child);
        return Drain(child) ?? (_restart ? null : WaitStatus.ExitCode(child.Ended.Value));
    }

    private int Remaining() => _deadline is { } deadline ? (int)Math.Clamp(deadline - Environment.TickCount64, 10, GraceMilliseconds) : -1;

    private void Handle(SupervisedChild child, ReceivedSignal signal)
    {
        switch (signal.Number)
        {
            case SignalNumbers.Child:
                tree.Look();
                Reap(child);
                break;
            case SignalNumbers.Continue:
                Continue(child, signal);
                break;
            case SignalNumbers.WindowChange:
                child.Resize();

                // Where the command shares the terminal's signals, it got this one before its pseudo terminal had the new size.
                if (!signal.IsFromKernel || (child.HasPseudoTerminal && child.SharesSignals))
                    child.Signal(signal);
                break;
            default:
                // A person who ends psonoci does not want the command again.
                _restart &= !SignalNumbers.EndsByDefault(signal.Number);
                if (!(signal.IsFromKernel && child.SharesSignals))
                    child.Signal(signal);
                break;
        }
    }

    /// <summary>Whether there are children left.</summary>
    private static unsafe bool Reap(SupervisedChild child)
    {
        int status, process;
        while ((process = LibC.WaitPid(-1, &status, LibC.WNoHang | LibC.WUntraced)) > 0)
        {
            if (child.Take(process, status) is { } stopped)
                StopToo(child, stopped);
        }

        return process == 0;
    }

    /// <summary>
    /// The command has ended. What it started and left behind would keep its ports and its secrets, so it is ended as well, before
    /// anything else is done.
    /// </summary>
    private void EndRest(SupervisedChild child)
    {
        var asked = new HashSet<int>();
        var deadline = Environment.TickCount64 + GraceMilliseconds;
        while (Reap(child) && tree.Find() is { Count: > 0 } rest && Environment.TickCount64 < deadline + KilledMilliseconds)
        {
            var isOver = Environment.TickCount64 >= deadline;
            foreach (var process in rest.Where(process => isOver || asked.Add(process)))
            {
                _ = LibC.Kill(process, isOver ? SignalNumbers.Kill : SignalNumbers.Terminate);
                _ = LibC.Kill(process, SignalNumbers.Continue);
            }

            Span<PollEntry> entries = [new(signals.Descriptor, LibC.PollIn)];
            Descriptors.Wait(entries, LookMilliseconds);
            while (signals.TryRead(out var signal))
            {
                if (!SignalNumbers.EndsByDefault(signal.Number))
                    continue;
                _restart = false;
                foreach (var process in rest)
                    _ = LibC.Kill(process, signal.Number);
            }
        }
    }

    /// <summary>What waits for us, a shell as a rule, sees us stopped as it would see the command.</summary>
    private static void StopToo(SupervisedChild child, int signal)
    {
        // Nothing stops the first process of a system; what stopped the command may well continue it.
        if (signal == SignalNumbers.Stop && Environment.ProcessId == 1)
            return;
        child.Terminal?.Restore();
        SignalQueue.TakeDefault(signal);

        // Not continued, because it did not stop: there is no shell to continue us, so that the command must not stop either.
        if (!SignalQueue.IsPending(SignalNumbers.Continue))
            Resume(child);
    }

    private static void Continue(SupervisedChild child, ReceivedSignal signal)
    {
        if (!child.WasStopped)
        {
            child.Terminal?.EnterRaw();
            child.Signal(signal);
        }
        else if (child.IsStopped())
        {
            Resume(child);
        }
    }

    private static void Resume(SupervisedChild child)
    {
        child.Terminal?.EnterRaw();
        child.Resize();
        child.Continue();
    }

    private void Change(SupervisedChild child)
    {
        watcher!.Acknowledge();
        if (!watcher.HasChange)
            return;
        if (signalOnChange is { } signal)
        {
            if (watcher.Take() is { } unused)
                ChangeWatcher.Zero(unused);
            child.Signal(signal);
        }
        else if (!_restart)
        {
            _restart = true;
            _deadline = Environment.TickCount64 + GraceMilliseconds;
            child.Signal(SignalNumbers.Terminate);
            if (child.WasStopped)
                child.Continue();
        }
    }

    /// <summary>Lets what was written get to its reader, who may be slow; an exit code if a signal ends the waiting.</summary>
    private int? Drain(SupervisedChild child)
    {
        child.Drain();
        foreach (var done in child.Done)
        {
            while (true)
            {
                Span<PollEntry> entries = [new(done, LibC.PollIn), new(signals.Descriptor, LibC.PollIn)];
                Descriptors.Wait(entries);
                if (entries[0].Returned != 0)
                    break;
                if (signals.TryRead(out var signal) && SignalNumbers.EndsByDefault(signal.Number))
                    return 128 + signal.Number;
            }
        }

        return null;
    }
}
