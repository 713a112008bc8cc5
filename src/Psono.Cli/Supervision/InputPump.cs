using System.Runtime.Versioning;
using Psono.Cli.Interop;

namespace Psono.Cli.Supervision;

/// <summary>Carries the keys pressed at the real terminal to the pseudo terminal, while psonoci is in the foreground.</summary>
[SupportedOSPlatform("linux")]
internal sealed class InputPump : IDisposable
{
    private const int PieceSize = 4096;
    private const int BackgroundMilliseconds = 200;

    private readonly RealTerminal _terminal;
    private readonly int _from;
    private readonly int _to;
    private readonly int _ended = LibC.EventFd(0, LibC.OCloExec);
    private readonly Thread _thread;

    public InputPump(RealTerminal terminal, int from, int pseudoTerminal)
    {
        (_terminal, _from) = (terminal, from);

        // Of its own, because the other one is closed by the pump that reads it.
        _to = LibC.FCntl(pseudoTerminal, LibC.FDupFdCloExec, 0);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        OutputPump.Signal(_ended);
        _thread.Join();
        _ = LibC.Close(_ended);
        _ = LibC.Close(_to);
    }

    private void Run()
    {
        Span<byte> piece = stackalloc byte[PieceSize];
        while (true)
        {
            var isForeground = _terminal.IsForeground;
            Span<PollEntry> entries = [new(_ended, LibC.PollIn), new(isForeground ? _from : -1, LibC.PollIn)];
            Descriptors.Wait(entries, isForeground ? -1 : BackgroundMilliseconds);
            if (entries[0].Returned != 0)
                break;
            if (entries[1].Returned == 0 || !_terminal.IsForeground)
                continue;
            if (Descriptors.ReadSome(_from, piece) is not (> 0 and var length) || !Pass(piece[..length]))
                break;
        }

        piece.Clear();
    }

    /// <summary>Waits for room, unless the command ends; whether to go on.</summary>
    private bool Pass(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            Span<PollEntry> entries = [new(_ended, LibC.PollIn), new(_to, LibC.PollOut)];
            Descriptors.Wait(entries);
            if (entries[0].Returned != 0)
                return false;
            var written = Descriptors.WriteSome(_to, piece);
            if (written == 0)
                return false;
            piece = piece[Math.Max(written, 0)..];
        }

        return true;
    }
}
