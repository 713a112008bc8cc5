namespace Psono.Cli.Interop;

/// <summary>Numbers that Linux and macOS do not have in common, of what is used on both.</summary>
/// <param name="EAgain">errno.h.</param>
/// <param name="SigSetMask">SIG_SETMASK of signal.h.</param>
/// <param name="LocalFlags">Where c_lflag is in struct termios: its fourth field, of 4 bytes or of 8.</param>
internal sealed record PlatformNumbers(int EAgain, int SigSetMask, int LocalFlags)
{
    public static readonly PlatformNumbers Linux = new(EAgain: 11, SigSetMask: 2, LocalFlags: 12);
    public static readonly PlatformNumbers MacOS = new(EAgain: 35, SigSetMask: 3, LocalFlags: 24);

    public static PlatformNumbers Own { get; } = OperatingSystem.IsMacOS() ? MacOS : Linux;
}
