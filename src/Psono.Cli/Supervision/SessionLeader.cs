using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Psono.Cli.Interop;

namespace Psono.Cli.Supervision;

// docs/decisions/0016
/// <summary>
/// Leads the session of a pseudo terminal, as a shell does: a command that led it could not be stopped by its Ctrl-Z. Tells the supervisor
/// how the command fares, and, should that be killed, kills the command and puts the real terminal back.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class SessionLeader
{
    private const string Name = "--supervised-session";
    private const int SetSize = 128;

    public static IEnumerable<string> Arguments(int order, int report, int terminal) =>
        [Name, Spawn.Number(order), Spawn.Number(report), Spawn.Number(terminal), Spawn.Number(Environment.ProcessId)];

    /// <summary>The exit code, if this is such a process; else null.</summary>
    public static int? Run(string[] args)
    {
        if (args is not [Name, _, _, _, _])
            return null;
        var numbers = Array.ConvertAll(args[1..], text => int.Parse(text, CultureInfo.InvariantCulture));
        var (order, report, terminal, parent) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        foreach (var descriptor in (int[])[order, report, terminal])
            _ = LibC.FCntl(descriptor, LibC.FSetFd, 1);
        Launcher.DieWith(parent, SignalNumbers.User1);
        _ = LibC.IoCtl(0, LibC.TiocSCTty, 0);
        var settings = new TerminalSettings(0);
        var command = Spawn.Self(Launcher.Arguments(order, foreground: true), [], [order], newSession: false);
        _ = LibC.Close(order);
        Report(report, command, 0);
        return Watch(command, report, parent, () => settings.ApplyTo(terminal));
    }

    private static int Watch(int command, int report, int parent, Action restoreTerminal)
    {
        var set = stackalloc ulong[SetSize / sizeof(ulong)];
        new Span<ulong>(set, SetSize / sizeof(ulong)).Clear();
        set[0] = (1UL << (SignalNumbers.Child - 1)) | (1UL << (SignalNumbers.User1 - 1));
        while (true)
        {
            int status, process;
            while ((process = LibC.WaitPid(-1, &status, LibC.WNoHang | LibC.WUntraced)) > 0)
            {
                if (process != command)
                    continue;
                Report(report, command, status);
                if (!WaitStatus.IsStopped(status))
                    return ExitCodes.Success;
            }

            if (LibC.GetPPid() != parent)
            {
                _ = LibC.Kill(-command, SignalNumbers.Kill);
                restoreTerminal();
                return ExitCodes.Error;
            }

            _ = LibC.SigWaitInfo(set, null);
        }
    }

    private static void Report(int descriptor, int process, int status) =>
        Descriptors.WriteAll(descriptor, MemoryMarshal.AsBytes<int>([process, status]));
}
