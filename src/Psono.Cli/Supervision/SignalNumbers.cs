using System.Globalization;

namespace Psono.Cli.Supervision;

/// <summary>The signals of Linux, by number and by name.</summary>
internal static class SignalNumbers
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int User1 = 10;
    public const int Terminate = 15;
    public const int Child = 17;
    public const int Continue = 18;
    public const int Stop = 19;
    public const int WindowChange = 28;
    public const int Last = 64;

    // The first real-time signal is how the runtime suspends its own threads.
    private const int Runtime = 34;

    private static readonly string[] ByNumber =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>For shells to complete.</summary>
    public static string[] Names => ByNumber[1..];

    /// <summary>Whether a parent can receive it in place of its child: not what tells of a fault of its own, or cannot be caught.</summary>
    public static bool CanBeForwarded(int signal) =>
        signal is >= 1 and <= Last and not (4 or 5 or 7 or 8 or Kill or 11 or Child or Stop or 31 or 32 or 33 or Runtime);

    public static bool EndsByDefault(int signal) => signal is Hangup or Interrupt or Quit or Terminate;

    /// <summary>A name with or without SIG, or a number.</summary>
    public static int Parse(string text)
    {
        var name = text.ToUpperInvariant();
        var number = Array.IndexOf(ByNumber, name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name);
        if (number <= 0 && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= Last))
            throw PsonociException.NotOneOf("invalid --watch-signal", text, ["HUP", "USR1", "USR2", "INT", "TERM", "QUIT"]);
        return number;
    }
}
