using System.Runtime.InteropServices;
using Psono.Cli.Interop;

namespace Psono.Cli.Terminal;

/// <summary>
/// Turns the terminal's echo off, and back on whatever happens: also if the process is interrupted meanwhile. The terminal keeps editing
/// the line, so that backspace and the like work.
/// </summary>
internal sealed unsafe class TerminalEcho : IDisposable
{
    private const int StandardInput = 0;

    // The same bit of c_lflag on Linux and macOS.
    private const byte Echo = 8;

    private readonly byte[] _before = new byte[256];
    private readonly List<PosixSignalRegistration> _signals = [];
    private bool _isOff;

    public TerminalEcho()
    {
        if (OperatingSystem.IsWindows())
            return;
        fixed (byte* settings = _before)
        {
            if (LibC.TcGetAttr(StandardInput, settings) != 0)
                return;
        }

        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
            _signals.Add(PosixSignalRegistration.Create(signal, _ => Restore()));
        _isOff = true;
        var off = (byte[])_before.Clone();
        off[PlatformNumbers.Own.LocalFlags] &= unchecked((byte)~Echo);
        Set(off);
    }

    public void Dispose()
    {
        Restore();
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void Restore()
    {
        if (_isOff)
            Set(_before);
        _isOff = false;
    }

    private static void Set(byte[] attributes)
    {
        fixed (byte* settings = attributes)
            _ = LibC.TcSetAttr(StandardInput, LibC.TcsaNow, settings);
    }
}
