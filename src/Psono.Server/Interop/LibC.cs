using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Psono.Server.Interop;

/// <summary>The C library of Linux.</summary>
internal static partial class LibC
{
    public const int PrSetDumpable = 4;
    public const int RLimitCore = 4;
    public const int RLimitNoFile = 7;

    public const int ORdOnly = 0;
    public const int ORdWr = 2;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    public const int AtEmptyPath = 0x1000;
    public const uint StatXInodeAndChange = 0x100 | 0x80;
    public const uint StatXUserAndGroup = 0x8 | 0x10;
    public const int StatXSize = 256;

    /// <param name="file">An open one, for an empty path and <see cref="AtEmptyPath"/>.</param>
    /// <param name="path">Or a path.</param>
    /// <param name="flags">How to look.</param>
    /// <param name="mask">What is asked for.</param>
    /// <param name="status"><see cref="StatXSize"/> bytes.</param>
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatX(SafeFileHandle file, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "seteuid")]
    public static partial int SetEUid(uint user);

    [LibraryImport("libc", EntryPoint = "setegid")]
    public static partial int SetEGid(uint group);

    [LibraryImport("libc", EntryPoint = "setgroups")]
    public static partial int SetGroups(nuint count, ReadOnlySpan<uint> groups);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint GetEUid();

    [LibraryImport("libc", EntryPoint = "getegid")]
    public static partial uint GetEGid();

    [LibraryImport("libc", EntryPoint = "getgroups")]
    public static partial int GetGroups(int count, Span<uint> groups);

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
