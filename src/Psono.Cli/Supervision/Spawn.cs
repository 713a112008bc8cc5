using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Psono.Cli.Interop;
using Psono.Cli.Processes;

namespace Psono.Cli.Supervision;

// docs/decisions/0016
/// <summary>
/// Starts this program again as a child (posix_spawn(3); to fork a managed runtime is not safe), which then becomes the command. The
/// environment is empty; all signals are blocked as they are here; of our own descriptors it gets only those that are named.
/// </summary>
[SupportedOSPlatform("linux")]
internal static unsafe class Spawn
{
    private const short NewSession = 0x80;
    private const int OpaqueSize = 1024;

    /// <param name="arguments">For <see cref="Launcher"/> or <see cref="SessionLeader"/>.</param>
    /// <param name="standard">Descriptors to use as 0, 1 and 2.</param>
    /// <param name="inherited">Descriptors to keep under their numbers.</param>
    /// <param name="newSession">Whether the child leads a session of its own, as yet without a terminal.</param>
    /// <returns>The process id.</returns>
    public static int Self(IEnumerable<string> arguments, ReadOnlySpan<int> standard, IEnumerable<int> inherited, bool newSession)
    {
        var actions = stackalloc byte[OpaqueSize];
        var attributes = stackalloc byte[OpaqueSize];
        _ = LibC.FileActionsInit(actions);
        _ = LibC.AttributesInit(attributes);
        for (var i = 0; i < standard.Length; i++)
        {
            if (standard[i] != i)
                _ = LibC.FileActionsAddDup2(actions, standard[i], i);
        }

        // Onto itself: takes the close-on-exec flag away.
        foreach (var descriptor in inherited)
            _ = LibC.FileActionsAddDup2(actions, descriptor, descriptor);
        if (newSession)
            _ = LibC.AttributesSetFlags(attributes, NewSession);
        using var argv = new NativeStrings([.. arguments.Prepend("psonoci").Select(Encoding.UTF8.GetBytes)]);
        using var envp = new NativeStrings([]);
        int process, error;
        fixed (byte* path = "/proc/self/exe\0"u8)
            error = LibC.PosixSpawn(&process, path, actions, attributes, argv.Pointers, envp.Pointers);
        _ = LibC.FileActionsDestroy(actions);
        _ = LibC.AttributesDestroy(attributes);
        return error == 0
            ? process
            : throw new PsonociException("not-started", $"cannot start a process (errno {error})",
                "--mask and --watch need /proc, and room for a process") { ExitCode = ExitCodes.NotStarted };
    }

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

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
            _ = LibC.SysCall(number, Cancellation, byDefault, null, SetSize);
    }
}
