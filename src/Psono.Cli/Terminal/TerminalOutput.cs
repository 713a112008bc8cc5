using System.Text;

namespace Psono.Cli.Terminal;

/// <summary>
/// Standard output is data, standard error is for people. Written without <see cref="Console"/>'s writers, which would
/// set up terminal and signal handling that the command started by <c>run</c> does not expect.
/// </summary>
internal sealed class TerminalOutput(Stream output, Stream error)
{
    /// <summary>Whether data ends up on a screen.</summary>
    public bool IsTerminal { get; init; }

    public static TerminalOutput OfProcess() =>
        new(Console.OpenStandardOutput(), Console.OpenStandardError()) { IsTerminal = !Console.IsOutputRedirected };

    /// <summary>Writes data, exactly as it is.</summary>
    public void Write(string data) => output.Write(Encoding.UTF8.GetBytes(data));

    public void Write(ReadOnlySpan<byte> data) => output.Write(data);

    public void WriteLine(string data) => Write(data + "\n");

    /// <summary>Tells people something, in one write so that lines of several processes do not mix.</summary>
    public void Tell(string line) => Ask($"{line}\n");

    /// <summary>Asks people something: the answer is typed on the same line.</summary>
    public void Ask(string question)
    {
        try
        {
            error.Write(Encoding.UTF8.GetBytes(question));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Closed, or its disk is full: nobody is left to tell, and the exit code still says it.
        }
    }

    public void Warn(string warning) => Tell($"psonoci: warning: {warning}");
}
