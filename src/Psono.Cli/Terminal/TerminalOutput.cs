using System.Text;
using Psono.Cli.Interop;
using Psono.Shared;

namespace Psono.Cli.Terminal;

/// <summary>
/// Standard output is data, standard error is for people. Written without <see cref="Console"/>'s writers, which would
/// set up terminal and signal handling that the command started by <c>run</c> does not expect.
/// </summary>
internal sealed class TerminalOutput(Stream output, Stream error, bool errorIsTerminal = false)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private WaitingLine? _waiting;

    /// <summary>Whether data ends up on a screen.</summary>
    public bool IsTerminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static TerminalOutput OfProcess() =>
        new(StandardStreams.Output(), StandardStreams.Error(), IsErrorTerminal()) { IsTerminal = !Console.IsOutputRedirected };

    /// <summary>
    /// Tells a person, and only a person, what takes so long. The line is erased when the result is disposed of, or anything is written.
    /// </summary>
    public IDisposable? Wait(string what)
    {
        _waiting?.Dispose();
        return _waiting = errorIsTerminal ? new WaitingLine(error, $"psonoci: {what}", Moment, Time) : null;
    }

    /// <summary>Writes data, exactly as it is.</summary>
    public void Write(string data) => Write(Encoding.UTF8.GetBytes(data));

    public void Write(ReadOnlySpan<byte> data)
    {
        _waiting?.Dispose();
        output.Write(data);
    }

    public void WriteLine(string data) => Write(data + "\n");

    /// <summary>
    /// Tells people something, in one write so that lines of several processes do not mix. Whatever got into it is fit to print.
    /// </summary>
    public void Tell(string line) => Ask($"{Printable.Lines(line)}\n");

    /// <summary>Asks people something: the answer is typed on the same line.</summary>
    public void Ask(string question)
    {
        _waiting?.Dispose();
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

    /// <summary>What is found again and again is said the first time.</summary>
    public void WarnOnce(string warning)
    {
        lock (_warned)
        {
            if (!_warned.Add(warning))
                return;
        }

        Warn(warning);
    }

    private static bool IsErrorTerminal() => OperatingSystem.IsWindows() ? !Console.IsErrorRedirected : LibC.IsATty(2) == 1;
}
