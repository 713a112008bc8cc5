using System.Runtime.InteropServices;
using System.Text;
using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

/// <summary>Looks for a command where <see cref="Exec"/> would, without executing it.</summary>
internal static unsafe class CommandLookup
{
    private const int MaxFirstLine = 256;

    /// <summary>Why the command cannot be executed; null if it can, as far as one can tell without doing it.</summary>
    public static PsonociException? Refusal(byte[] command, ReadOnlySpan<byte> path)
    {
        if (command.Length == 0 || command.Contains((byte)'/'))
            return Try([.. command, 0]) is > 0 and var refused ? ExecErrors.Describe(command, refused) : null;
        var denied = false;
        foreach (var candidate in Exec.Candidates(command, path))
        {
            var error = Try(candidate);
            if (error == 0)
                return null;
            denied |= error == LibC.EAcces;
        }

        return ExecErrors.Describe(command, denied ? LibC.EAcces : LibC.ENoEnt);
    }

    /// <summary>The error that execve would give for a null-terminated path, 0 for none.</summary>
    private static int Try(byte[] file)
    {
        var error = Access(file);
        if (error != 0)
            return error;
        var name = Encoding.UTF8.GetString(file.AsSpan(..^1));
        if (Directory.Exists(name))
            return LibC.EAcces;
        return Interpreter(name) is { } interpreter ? Access([.. interpreter, 0]) : 0;
    }

    private static int Access(byte[] file)
    {
        fixed (byte* name = file)
            return LibC.Access(name, LibC.XOk) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>The program after <c>#!</c>, if the file is a script that names one and may be read.</summary>
    private static byte[]? Interpreter(string name)
    {
        try
        {
            using var file = File.OpenHandle(name);
            Span<byte> start = stackalloc byte[MaxFirstLine];
            start = start[..RandomAccess.Read(file, start, 0)];
            if (!start.StartsWith("#!"u8))
                return null;
            var line = start[2..];
            line = line.IndexOf((byte)'\n') is >= 0 and var end ? line[..end] : line;
            line = line.TrimStart(" \t"u8);
            return line.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var blank ? line[..blank].ToArray() : line.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Executable, but not readable: execve may do what we may not.
            return null;
        }
    }
}
