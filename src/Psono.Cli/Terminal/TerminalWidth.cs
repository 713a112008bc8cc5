using System.Globalization;
using Psono.Cli.Interop;
using Psono.Cli.Processes;

namespace Psono.Cli.Terminal;

/// <summary>How many characters fit into a line: as the variable COLUMNS says, else the terminal, else 80.</summary>
internal static class TerminalWidth
{
    private const int Usual = 80;

    /// <summary>Longer lines are hard to read, shorter ones leave no room for words.</summary>
    private const int Longest = 100;
    private const int Shortest = 60;

    public static int Of(InheritedEnvironment environment, bool isTerminal)
    {
        var width = int.TryParse(environment.Get("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) ? columns
            : isTerminal ? Ask()
            : 0;
        return width <= 0 ? Usual : Math.Clamp(width, Shortest, Longest);
    }

    /// <summary>struct winsize: rows, columns, and two that are of no use. Elsewhere the runtime asks, which knows how.</summary>
    private static unsafe int Ask()
    {
        if (!OperatingSystem.IsLinux())
            return Console.IsOutputRedirected ? 0 : Console.WindowWidth;
        var size = stackalloc ushort[4];
        return LibC.IoCtl(1, LibC.TiocGWinSz, size) == 0 ? size[1] : 0;
    }
}
