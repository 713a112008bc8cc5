using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Psono.Cli.Interop;

/// <content>Terminals.</content>
internal static unsafe partial class LibC
{
    public const int TcsaNow = 0;
    public const int TcsaDrain = 1;

    public const nuint TiocSCTty = 0x540E;
    public const nuint TiocGWinSz = 0x5413;
    public const nuint TiocSWinSz = 0x5414;
    public const nuint TiocSPtLck = 0x40045431;
    public const nuint TiocGPtPeer = 0x5441;

    [LibraryImport("libc", EntryPoint = "isatty")]
    public static partial int IsATty(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [SupportedOSPlatform("linux")]
    public static partial int IoCtl(int descriptor, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [SupportedOSPlatform("linux")]
    public static partial int IoCtl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    public static partial int TcGetAttr(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    public static partial int TcSetAttr(int descriptor, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void CfMakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    public static partial int TcGetPGrp(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcsetpgrp")]
    public static partial int TcSetPGrp(int descriptor, int group);
}
