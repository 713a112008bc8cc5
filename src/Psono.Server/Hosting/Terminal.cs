namespace Psono.Server.Hosting;

/// <summary>The only place that writes to the terminal: what was asked for to stdout, notes and errors to stderr.</summary>
internal static class Terminal
{
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Print(string text) => Console.Out.Write(text);

    /// <summary>A question, which is answered on the same line.</summary>
    public static void Ask(string question) => Console.Error.Write(question);

    public static void Note(string line)
    {
        try
        {
            Console.Error.WriteLine("psono-server: " + line.ReplaceLineEndings(" "));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk behind the log, or none because it was closed, is no reason not to work.
        }
    }

    public static void Error(string line) => Note("error: " + line);
}
