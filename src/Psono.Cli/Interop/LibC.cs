using System.Runtime.InteropServices;

namespace Psono.Cli.Interop;

/// <summary>
/// The calls of the C library that the runtime has no equivalent for, each declared once; names as in its manual
/// pages, numbers as Linux has them.
/// </summary>
internal static partial class LibC
{
    private const string OfMacOS = "/usr/lib/libSystem.B.dylib";

    public const int ENoEnt = 2;
    public const int EIntr = 4;
    public const int E2Big = 7;
    public const int ENoExec = 8;
    public const int EAgain = 11;
    public const int EAcces = 13;
    public const int ENoDev = 19;
    public const int ENotDir = 20;
    public const int EInval = 22;
    public const int EPipe = 32;

    /// <summary>By its path where the name alone would be looked for in the current directory first: dlopen(3) of macOS.</summary>
    public static void Locate()
    {
        if (OperatingSystem.IsMacOS())
            NativeLibrary.SetDllImportResolver(typeof(LibC).Assembly, (name, _, _) => name == "libc" ? NativeLibrary.Load(OfMacOS) : 0);
    }
}
