using System.Globalization;
using System.Security.Cryptography;
using System.Text;

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

    /// <summary>Finds the block; null where there is no /proc, or one that does not tell.</summary>
    public static InitialBlock? Find()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return Locate(Encoding.Latin1.GetString(File.ReadAllBytes("/proc/self/stat"))) is var (arguments, environment)
                ? new InitialBlock(
                    (byte*)arguments.Start, (int)(arguments.End - arguments.Start),
                    (byte*)environment.Start, (int)(environment.End - environment.Start))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where arguments and environment are, by /proc/self/stat; null if it does not say: emulators leave the fields out.</summary>
    internal static ((nuint Start, nuint End) Arguments, (nuint Start, nuint End) Environment)? Locate(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < ArgStart + 4)
            return null;
        var addresses = new nuint[4];
        for (var i = 0; i < addresses.Length; i++)
        {
            if (!nuint.TryParse(fields[ArgStart + i], NumberStyles.None, CultureInfo.InvariantCulture, out addresses[i]))
                return null;
        }

        return IsBlock(addresses[0], addresses[1]) && IsBlock(addresses[2], addresses[3])
            ? ((addresses[0], addresses[1]), (addresses[2], addresses[3]))
            : null;
    }

    private static bool IsBlock(nuint start, nuint end) => start != 0 && end >= start && end - start <= int.MaxValue;

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
