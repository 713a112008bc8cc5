using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

/// <summary>
/// The bytes of the arguments and of the environment where the kernel put them. They need not be UTF-8, so strings would lose some of
/// them; and they are what <c>ps</c> and <c>/proc/PID/{cmdline,environ}</c> show, so what is secret is overwritten here.
/// </summary>
internal sealed unsafe class InitialBlock
{
    // Fields of /proc/self/stat, counted from the one after the command name: see proc(5), fields 48 to 51.
    private const int ArgStart = 45;

    private readonly byte* _arguments;
    private readonly int _argumentsLength;
    private readonly byte* _environment;
    private readonly int _environmentLength;

    private InitialBlock(byte* arguments, int argumentsLength, byte* environment, int environmentLength)
    {
        _arguments = arguments;
        _argumentsLength = argumentsLength;
        _environment = environment;
        _environmentLength = environmentLength;
    }

    /// <summary>Finds the block; null where there is no /proc.</summary>
    public static InitialBlock? Find()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            var stat = Encoding.Latin1.GetString(File.ReadAllBytes("/proc/self/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var address = Array.ConvertAll(fields[ArgStart..(ArgStart + 4)], field => ulong.Parse(field, CultureInfo.InvariantCulture));
            return address[0] == 0 || address[2] == 0
                ? null
                : new InitialBlock((byte*)address[0], (int)(address[1] - address[0]), (byte*)address[2], (int)(address[3] - address[2]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Copies of the arguments, the program's name first.</summary>
    public List<byte[]> Arguments() => Split(new ReadOnlySpan<byte>(_arguments, _argumentsLength));

    /// <summary>Copies of the <c>NAME=value</c> entries.</summary>
    public List<byte[]> Environment() => Split(new ReadOnlySpan<byte>(_environment, _environmentLength));

    /// <summary>Overwrites the value of an environment variable.</summary>
    public void ScrubVariable(ReadOnlySpan<byte> name)
    {
        var block = new Span<byte>(_environment, _environmentLength);
        foreach (var range in block.Split((byte)0))
        {
            var entry = block[range];
            if (entry.Length > name.Length && entry[name.Length] == '=' && entry.StartsWith(name))
                CryptographicOperations.ZeroMemory(entry[(name.Length + 1)..]);
        }
    }

    /// <summary>Overwrites one argument from an offset on, without changing the number of arguments.</summary>
    public void ScrubArgument(int index, int offset)
    {
        var block = new Span<byte>(_arguments, _argumentsLength);
        foreach (var range in block.Split((byte)0))
        {
            if (index-- == 0)
                block[range][offset..].Fill((byte)'*');
        }
    }

    /// <summary>The same where there is no /proc, but a C library that tells.</summary>
    [SupportedOSPlatform("macos")]
    public static InitialBlock? OfMacOS() => FromVectors(*LibC.NSGetArgv(), *LibC.NSGetEnviron());

    /// <summary>Null if the strings do not lie one behind the other, as the kernel put them: somebody changed them since.</summary>
    internal static InitialBlock? FromVectors(byte** arguments, byte** environment) =>
        LengthOf(arguments) is { } argumentsLength && LengthOf(environment) is { } environmentLength
            ? new InitialBlock(*arguments, argumentsLength, *environment, environmentLength)
            : null;

    private static int? LengthOf(byte** vector)
    {
        var start = *vector;
        var next = start;
        for (; *vector != null; vector++)
        {
            if (*vector != next)
                return null;
            next += MemoryMarshal.CreateReadOnlySpanFromNullTerminated(next).Length + 1;
        }

        return (int)(next - start);
    }

    private static List<byte[]> Split(ReadOnlySpan<byte> block)
    {
        var entries = new List<byte[]>();
        while (block.IndexOf((byte)0) is >= 0 and var end)
        {
            entries.Add(block[..end].ToArray());
            block = block[(end + 1)..];
        }

        return entries;
    }
}
