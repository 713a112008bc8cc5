using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

/// <summary>Windows cannot replace a process: the command runs in a job that ends with psonoci, and its exit code is passed on.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class WindowsChild
{
    private const int ExtendedLimitInformation = 9;
    private const int LimitFlagsOffset = 16;
    private const uint KillOnJobClose = 0x2000;
    private const int FileNotFound = 2;

    public static int Run(IReadOnlyList<byte[]> command, IReadOnlyList<byte[]> environment)
    {
        var start = new ProcessStartInfo(Encoding.UTF8.GetString(command[0])) { UseShellExecute = false };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(Encoding.UTF8.GetString(argument));
        start.Environment.Clear();
        foreach (var entry in environment)
        {
            var name = InheritedEnvironment.NameOf(entry);
            start.Environment[Encoding.UTF8.GetString(name)] = Encoding.UTF8.GetString(entry.AsSpan(name.Length + 1));
        }

        // Ctrl-C goes to everyone at the console; the command decides what it means.
        Console.CancelKeyPress += (_, e) => e.Cancel = true;
        EnterJob();
        try
        {
            using var child = Process.Start(start)!;
            child.WaitForExit();
            return child.ExitCode;
        }
        catch (Win32Exception e)
        {
            throw ExecErrors.Describe(command[0], e.NativeErrorCode == FileNotFound ? LibC.ENoEnt : LibC.EAcces);
        }
    }

    /// <summary>The job is entered first and inherited, so that there is no moment in which the command is outside of it.</summary>
    private static void EnterJob()
    {
        var limits = stackalloc byte[144];
        new Span<byte>(limits, 144).Clear();
        *(uint*)(limits + LimitFlagsOffset) = KillOnJobClose;
        var job = Kernel32.CreateJobObject(0, 0);
        Kernel32.SetInformationJobObject(job, ExtendedLimitInformation, limits, 144);
        Kernel32.AssignProcessToJobObject(job, Kernel32.GetCurrentProcess());
    }
}
