using System.Text;
using Psono.Cli.Interop;

namespace Psono.Cli.Processes;

/// <summary>How much the kernel takes in one execve: see execve(2), "Limits on size of arguments and environment".</summary>
internal static unsafe class ExecSize
{
    private const int RLimitStack = 3;

    /// <summary>Pages of memory: 131,072 bytes where a page has 4,096.</summary>
    private const int MaxPagesOfString = 32;

    private const ulong Largest = 6 << 20;
    private const ulong Smallest = 128 << 10;

    /// <summary>For the path of the program, and for the line that names the interpreter of a script.</summary>
    private const ulong Reserve = 4096 + 256;

    /// <summary>Documented for a variable of Windows. macOS counts all of them together: ARG_MAX.</summary>
    private const int MaxOfWindows = 32767;
    private const int MaxOfMacOS = 1 << 20;

    /// <summary>The largest string, with its end.</summary>
    public static int MaxString => OperatingSystem.IsWindows() ? MaxOfWindows
        : OperatingSystem.IsMacOS() ? MaxOfMacOS
        : MaxPagesOfString * Environment.SystemPageSize;

    /// <summary>What strings are counted in.</summary>
    public static string Unit => OperatingSystem.IsWindows() ? "characters" : "bytes";

    /// <summary>The length of <c>NAME=value</c>, with its end.</summary>
    public static int Of(string name, ReadOnlySpan<byte> value) => OperatingSystem.IsWindows()
        ? name.Length + 1 + Encoding.UTF8.GetCharCount(value) + 1
        : Encoding.UTF8.GetByteCount(name) + 1 + value.Length + 1;

    /// <summary>Why execve would not take them; null if it would. It says no a little early, never late.</summary>
    public static PsonociException? Refusal(IReadOnlyList<byte[]> command, IReadOnlyList<byte[]> environment)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var (total, longest) = (Reserve, 0);
        foreach (var text in command.Concat(environment))
        {
            total += (ulong)(text.Length + 1 + sizeof(byte*));
            longest = Math.Max(longest, text.Length + 1);
        }

        return total > Limit() || longest > MaxString ? ExecErrors.TooLarge(environment) : null;
    }

    /// <summary>A quarter of the stack, within bounds.</summary>
    private static ulong Limit()
    {
        var limit = stackalloc ulong[2];
        return LibC.GetRLimit(RLimitStack, limit) == 0 ? Math.Clamp(limit[0] / 4, Smallest, Largest) : Largest;
    }
}
