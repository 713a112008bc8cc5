using System.Globalization;
using System.Runtime.Versioning;
using Psono.Cli.Commands;
using Psono.Cli.Interop;
using Psono.Cli.Processes;
using Psono.Cli.Terminal;

namespace Psono.Cli.Supervision;

/// <summary>
/// The child of a supervisor in the moment before it becomes the command: it ties its life to the parent's, takes the foreground of its
/// session if it is to have it, and then does what <c>run</c> does without a supervisor.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class Launcher
{
    private const string Name = "--supervised-command";
    private const string Foreground = "foreground";

    public static IEnumerable<string> Arguments(int order, bool foreground) =>
        foreground
            ? [Name, Spawn.Number(order), Spawn.Number(Environment.ProcessId), Foreground]
            : [Name, Spawn.Number(order), Spawn.Number(Environment.ProcessId)];

    /// <summary>The exit code, if this is such a child and could not become the command; else null.</summary>
    public static int? Run(string[] args, TerminalOutput terminal)
    {
        if (args is not [Name, var order, var parent, ..])
            return SessionLeader.Run(args);
        DieWith(int.Parse(parent, CultureInfo.InvariantCulture), SignalNumbers.Kill);
        if (args[^1] == Foreground)
        {
            _ = LibC.SetPGid(0, 0);
            _ = LibC.TcSetPGrp(0, Environment.ProcessId);
        }

        Spawn.ForgetIgnoredCancellation();
        var launch = LaunchOrder.Read(int.Parse(order, CultureInfo.InvariantCulture));
        var environment = OwnProcessId.Adopt(launch.Environment, launch.Supervisor);
        var report = ErrorReport.Of(
            Exec.Replace(launch.Command, environment, launch.SearchPath, SignalState.FromBytes(launch.Signals)));
        report.Write(terminal, launch.JsonErrors);
        return report.ExitCode;
    }

    /// <summary>Asks for a signal when the parent ends, however that may be. It may have ended already.</summary>
    public static void DieWith(int parent, int signal)
    {
        _ = LibC.PrCtl(LibC.PrSetPDeathSig, (nuint)signal);
        if (LibC.GetPPid() != parent)
            _ = LibC.Kill(Environment.ProcessId, SignalNumbers.Kill);
    }
}
