using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

/// <summary>
/// The bytes of the arguments and of the environment where the kernel put them. They need not be UTF-8, so strings would lose some of
/// them; and they are what <c>ps</c> and <c>/proc/PID/{cmdline,environ}</c> show, so what is secret is overwritten here.
/// </summary>
/// <param name="arguments">C strings, and a null pointer behind the last.</param>
/// <param name="environment">As <paramref name="arguments"/>.</param>
internal sealed unsafe partial class InitialBlock(byte** arguments, byte** environment)
{
    private readonly byte** _arguments = arguments;
    private readonly byte** _environment = environment;

    /// <summary>What the C library tells, on Linux what <c>exec.c</c> was given before Main; null where neither is.</summary>
    public static InitialBlock? Find()
    {
        if (OperatingSystem.IsMacOS())
            return new InitialBlock(*LibC.NSGetArgv(), *LibC.NSGetEnviron());
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            byte** arguments, environment;
            AtStart(&arguments, &environment);
            return arguments is null || environment is null ? null : new InitialBlock(arguments, environment);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Copies of the arguments, the program's name first.</summary>
    public List<byte[]> Arguments() => Copies(_arguments);

    /// <summary>Copies of the <c>NAME=value</c> entries.</summary>
    public List<byte[]> Environment() => Copies(_environment);

    /// <summary>Overwrites the value of an environment variable.</summary>
    public void ScrubVariable(ReadOnlySpan<byte> name)
    {
        for (var at = _environment; *at is not null; at++)
        {
            var entry = Text(*at);
            if (entry.Length > name.Length && entry[name.Length] == '=' && entry.StartsWith(name))
                CryptographicOperations.ZeroMemory(entry[(name.Length + 1)..]);
        }
    }

    /// <summary>Overwrites one argument from an offset on, without changing the number of arguments.</summary>
    public void ScrubArgument(int index, int offset) => Text(_arguments[index])[offset..].Fill((byte)'*');

    private static List<byte[]> Copies(byte** strings)
    {
        var copies = new List<byte[]>();
        for (var at = strings; *at is not null; at++)
            copies.Add(Text(*at).ToArray());
        return copies;
    }

    private static Span<byte> Text(byte* text) => new(text, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).Length);

    [LibraryImport("exec", EntryPoint = "psonoci_initial_block")]
    private static partial void AtStart(byte*** arguments, byte*** environment);
}
