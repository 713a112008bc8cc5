namespace Psono.Server.Hosting;

/// <summary>The only place that writes to the terminal: what was asked for to stdout, notes and errors to stderr.</summary>
internal static class Terminal
{
    public static void Print(string text) => Console.Out.Write(text);

    public static void Note(string line) => Console.Error.WriteLine("psono-server: " + line);

    public static void Error(string line) => Console.Error.WriteLine("psono-server: error: " + line);
}
