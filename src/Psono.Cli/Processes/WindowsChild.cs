using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

// docs/decisions/0063
/// <summary>Windows cannot replace a process: the command runs in a job that ends with psonoci, and its exit code is passed on.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class WindowsChild
{
    private const int ExtendedLimitInformation = 9;
    private const int LimitInformationSize = 144;
    private const int LimitFlagsOffset = 16;
    private const uint KillOnJobClose = 0x2000;

    private const int FileNotFound = 2;
    private const int PathNotFound = 3;
    private const int NameTooLong = 206;
    private const int NeedsElevation = 740;

    public static WindowsCommand Resolve(IReadOnlyList<byte[]> command, InheritedEnvironment inherited) => WindowsCommand.Resolve(
        [.. command.Select(Encoding.UTF8.GetString)],
        new WindowsLookup(inherited.Get("PATH") ?? "", inherited.Get("PATHEXT"), File.Exists, Path.GetFullPath),
        Environment.SystemDirectory);

    public static int Run(IReadOnlyList<byte[]> command, IReadOnlyList<byte[]> environment, InheritedEnvironment inherited)
    {
        var resolved = Resolve(command, inherited);
        var start = new ProcessStartInfo(resolved.File, resolved.Arguments) { UseShellExecute = false };
        start.Environment.Clear();
        foreach (var entry in environment)
        {
            var name = InheritedEnvironment.NameOf(entry);
            if (name.Length > 0)
                start.Environment[Encoding.UTF8.GetString(name)] = Encoding.UTF8.GetString(entry.AsSpan(name.Length + 1));
        }

        // Ctrl-C and Ctrl-Break go to everyone at the console; the command decides what they mean.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var pause = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => context.Cancel = true);

        // A window that is closed, or the end of the session: Windows gives everyone some seconds, and ends who returns from here at once.
        using var close = PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => Thread.Sleep(Timeout.Infinite));
        using var shutdown = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Thread.Sleep(Timeout.Infinite));
        EnterJob();
        return Start(start, Encoding.UTF8.GetString(command[0]));
    }

    private static int Start(ProcessStartInfo start, string name)
    {
        try
        {
            using var child = Process.Start(start)!;
            child.WaitForExit();

            // Not by way of those that wait in a handler above.
            Environment.Exit(child.ExitCode);
            return child.ExitCode;
        }
        catch (Win32Exception e)
        {
            throw e.NativeErrorCode switch
            {
                FileNotFound or PathNotFound =>
                    new PsonociException("not-found", $"command not found: '{name}'") { ExitCode = ExitCodes.NotFound },
                NameTooLong => WindowsCommand.TooLong(),
                NeedsElevation => NotExecutable("needs an administrator", "run it from an administrator's prompt"),
                var error => NotExecutable($"cannot be executed (error {error})", null),
            };
        }

        PsonociException NotExecutable(string why, string? hint) =>
            new("not-executable", $"'{name}' {why}", hint) { ExitCode = ExitCodes.NotExecutable };
    }

    /// <summary>The job is entered first and inherited, so that there is no moment in which the command is outside of it.</summary>
    private static void EnterJob()
    {
        var limits = stackalloc byte[LimitInformationSize];
        new Span<byte>(limits, LimitInformationSize).Clear();
        *(uint*)(limits + LimitFlagsOffset) = KillOnJobClose;
        var job = Kernel32.CreateJobObject(0, 0);
        if (job == 0
            || !Kernel32.SetInformationJobObject(job, ExtendedLimitInformation, limits, LimitInformationSize)
            || !Kernel32.AssignProcessToJobObject(job, Kernel32.GetCurrentProcess()))
        {
            throw new PsonociException("not-started", $"Windows gives no job to the command (error {Marshal.GetLastPInvokeError()})")
            {
                ExitCode = ExitCodes.NotStarted,
            };
        }
    }
}
