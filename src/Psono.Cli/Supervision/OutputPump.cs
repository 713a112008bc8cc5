using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Psono.Cli.Interop;
using Psono.Cli.Redaction;

namespace Psono.Cli.Supervision;

/// <summary>
/// Carries what a command writes to where psonoci would write it, through a redactor, on a thread of its own: a reader that is slow slows
/// the command down, and nothing else.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class OutputPump : IDisposable
{
    private const int PieceSize = 1 << 16;

    // How long a key that was pressed may stay unseen.
    private const int EchoMilliseconds = 30;

    // What was written to a pseudo terminal comes out a moment later, unlike with pipes.
    private const int TerminalMilliseconds = 50;

    private readonly int _from;
    private readonly int _to;
    private readonly bool _isTerminal;
    private readonly Redactor _redactor;
    private readonly Thread _thread;
    private readonly int _ended = LibC.EventFd(0, LibC.OCloExec);
    private readonly int _done = LibC.EventFd(0, LibC.OCloExec);
    private int _error;

    /// <param name="from">Is closed at the end.</param>
    /// <param name="to">Is not.</param>
    /// <param name="isTerminal">Whether <paramref name="from"/> is a pseudo terminal.</param>
    /// <param name="patterns">What to mask.</param>
    public OutputPump(int from, int to, bool isTerminal, RedactionPatterns patterns)
    {
        (_from, _to, _isTerminal, _redactor) = (from, to, isTerminal, new Redactor(patterns));
        _ = LibC.FCntl(from, LibC.FSetFl, LibC.ONonBlock | (isTerminal ? LibC.ORdWr : 0));
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Readable when everything has been carried.</summary>
    public int Done => _done;

    /// <summary>The command has ended: carry what is there, and do not wait for what others may write some time.</summary>
    public void CommandEnded() => Signal(_ended);

    /// <summary>Whether everything has been carried; if not, the reader does not read, and the thread ends with the process.</summary>
    public bool IsDone => Descriptors.Wait([new(_done, LibC.PollIn)], 0);

    /// <summary>Only for one that <see cref="IsDone"/>.</summary>
    public void Dispose()
    {
        _thread.Join();
        _redactor.Dispose();
        _ = LibC.Close(_ended);
        _ = LibC.Close(_done);
    }

    /// <summary>What was lost and why, in words; null if nothing was, or if only the reader has gone, as <c>head</c> does.</summary>
    public string? Loss => _error is 0 or LibC.EPipe || _isTerminal
        ? null
        : $"{(_to == 1 ? "standard output" : "standard error")} cannot be written: {Marshal.GetPInvokeErrorMessage(_error)}";

    public static void Signal(int descriptor) => Descriptors.WriteAll(descriptor, [1, 0, 0, 0, 0, 0, 0, 0]);

    private void Run()
    {
        var piece = GC.AllocateUninitializedArray<byte>(PieceSize, pinned: true);
        var output = new ArrayBufferWriter<byte>(2 * PieceSize);
        while (Read(piece, output) is > 0 and var length)
        {
            _redactor.Write(piece.AsSpan(0, length), output);
            if (!Pass(output))
                break;
        }

        _redactor.End(output);
        if (_error == 0 || _isTerminal)
            Pass(output);
        _ = LibC.Close(_from);
        CryptographicOperations.ZeroMemory(piece);
        Signal(_done);
    }

    /// <summary>Waits for the next piece; 0 if none will come.</summary>
    private int Read(byte[] piece, ArrayBufferWriter<byte> output)
    {
        while (true)
        {
            var length = Descriptors.ReadSome(_from, piece);
            if (length >= 0)
                return length;
            Span<PollEntry> entries = [new(_from, LibC.PollIn), new(_ended, LibC.PollIn)];
            if (!Descriptors.Wait(entries, _isTerminal && _redactor.CanShow ? EchoMilliseconds : -1))
            {
                _redactor.Show(output);
                Pass(output);
            }
            else if (entries[0].Returned == 0 && !(_isTerminal && Descriptors.Wait(entries[..1], TerminalMilliseconds)))
            {
                return 0;
            }
        }
    }

    /// <summary>
    /// Whether to go on. A pipe that nobody reads is closed, so that the command learns of it; a terminal that has gone takes nothing down.
    /// </summary>
    private bool Pass(ArrayBufferWriter<byte> output)
    {
        var isRead = output.WrittenCount == 0 || Descriptors.WriteAll(_to, output.WrittenSpan, out _error);
        output.ResetWrittenCount();
        return isRead || _isTerminal;
    }
}
