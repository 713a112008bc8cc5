using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

// docs/decisions/0005
/// <summary>
/// Replaces this process by a command, as <c>execvp</c> and <c>env</c> do it. Only for the main thread: attributes that belong to
/// a thread (signal mask, parent-death signal, …) go to the command from the thread that calls execve.
/// </summary>
internal static unsafe class Exec
{
    private static readonly byte[] DefaultPath = "/bin:/usr/bin"u8.ToArray();

    /// <summary>Does not return unless it fails.</summary>
    public static PsonociException Replace(
        IReadOnlyList<byte[]> command, IReadOnlyList<byte[]> environment, ReadOnlySpan<byte> path, SignalState signals)
    {
        using var arguments = new NativeStrings(command);
        using var variables = new NativeStrings(environment);
        if (RuntimeFeature.IsDynamicCodeSupported)
            RuntimeFiles.Remove(Path.GetTempPath(), Environment.ProcessId);
        CoreDumps.RestoreLimit();
        signals.Restore();
        if (command[0].Length == 0 || command[0].Contains((byte)'/'))
            return Describe(Try([.. command[0], 0], arguments, variables, command));
        var denied = false;
        foreach (var candidate in Candidates(command[0], path))
        {
            var error = Try(candidate, arguments, variables, command);
            if (error == LibC.EAcces)
                denied = true;
            else if (error is not (LibC.ENoEnt or LibC.ENotDir or LibC.ENoDev))
                return Describe(error);
        }

        return Describe(denied ? LibC.EAcces : LibC.ENoEnt);

        PsonociException Describe(int error) => ExecErrors.Describe(command[0], error, environment);
    }

    private static int Try(byte[] file, NativeStrings arguments, NativeStrings variables, IReadOnlyList<byte[]> command)
    {
        fixed (byte* name = file)
        {
            LibC.Execve(name, arguments.Pointers, variables.Pointers);
            var error = Marshal.GetLastPInvokeError();
            return error == LibC.ENoExec ? TryShell(file, variables, command) : error;
        }
    }

    /// <summary>A script without "#!" is one for the shell.</summary>
    private static int TryShell(byte[] file, NativeStrings variables, IReadOnlyList<byte[]> command)
    {
        using var arguments = new NativeStrings(["/bin/sh"u8.ToArray(), file[..^1], .. command.Skip(1)]);
        LibC.Execve(arguments.Pointers[0], arguments.Pointers, variables.Pointers);
        return Marshal.GetLastPInvokeError();
    }

    /// <summary>The null-terminated paths to try: in every directory of PATH, of which an empty one is the current.</summary>
    public static List<byte[]> Candidates(byte[] command, ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
            path = DefaultPath;
        var candidates = new List<byte[]>();
        foreach (var range in path.Split((byte)':'))
        {
            var directory = path[range];
            candidates.Add(directory.IsEmpty ? [.. command, 0] : [.. directory, (byte)'/', .. command, 0]);
        }

        return candidates;
    }
}
