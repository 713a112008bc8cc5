namespace Psono.Cli.Terminal;

/// <summary>
/// A list on a terminal in which one line is chosen with the arrow keys. It is drawn on standard error, so that output can be redirected.
/// </summary>
internal sealed class SelectionList(TerminalOutput terminal)
{
    private const string ClearRest = "\u001b[K";

    /// <summary>Whether there is a person at a terminal that can show so many lines.</summary>
    public static bool IsPossible(int lines) =>
        !OperatingSystem.IsWindows() && !Console.IsInputRedirected && !Console.IsErrorRedirected
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb") && lines + 2 < Console.WindowHeight;

    /// <summary>The index of the chosen line.</summary>
    public int Select(string question, IReadOnlyList<string> lines)
    {
        terminal.Tell($"{question} (arrow keys, then Enter)");
        var selected = 0;
        Draw(lines, selected);
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                return selected;
            selected = Move(key, selected, lines.Count);
            terminal.Ask($"\u001b[{lines.Count}A");
            Draw(lines, selected);
        }
    }

    internal static int Move(ConsoleKeyInfo key, int selected, int count) => key.Key switch
    {
        ConsoleKey.UpArrow or ConsoleKey.K => (selected + count - 1) % count,
        ConsoleKey.DownArrow or ConsoleKey.J => (selected + 1) % count,
        ConsoleKey.Home => 0,
        ConsoleKey.End => count - 1,
        _ => selected,
    };

    /// <summary>A line that wrapped would make more lines than are drawn over, so it is cut.</summary>
    private void Draw(IReadOnlyList<string> lines, int selected)
    {
        var width = Math.Max(Console.WindowWidth - 3, 10);
        for (var i = 0; i < lines.Count; i++)
            terminal.Ask($"\r{(i == selected ? ">" : " ")} {(lines[i].Length > width ? lines[i][..width] : lines[i])}{ClearRest}\n");
    }
}
