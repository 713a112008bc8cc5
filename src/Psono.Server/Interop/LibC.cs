using System.Runtime.InteropServices;

namespace Psono.Server.Interop;

/// <summary>The C library of Linux.</summary>
internal static partial class LibC
{
    public const int PrSetDumpable = 4;
    public const int RLimitCore = 4;

    public const int ORdWr = 2;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "prctl")]
    public static partial int PrCtl(int option, nuint value);

    /// <param name="resource">Of which the limits are.</param>
    /// <param name="limits">The soft one, then the hard one.</param>
    [LibraryImport("libc", EntryPoint = "getrlimit")]
    public static partial int GetRLimit(int resource, Span<ulong> limits);

    /// <inheritdoc cref="GetRLimit"/>
    [LibraryImport("libc", EntryPoint = "setrlimit")]
    public static partial int SetRLimit(int resource, ReadOnlySpan<ulong> limits);
}
