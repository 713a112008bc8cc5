using Psono.Cli.Interop;

namespace Psono.Cli.Supervision;

/// <summary>
/// The terminal psonoci was started at, while a command runs in a pseudo terminal: raw, so that every key gets through to that.
/// </summary>
internal sealed class RealTerminal(int descriptor)
{
    private TerminalSettings? _before;

    public bool IsRaw => _before is not null;

    /// <summary>In the background, reading would stop us, and the modes belong to another.</summary>
    public bool IsForeground => LibC.TcGetPGrp(descriptor) == LibC.GetPGrp();

    public void EnterRaw()
    {
        if (IsRaw || !IsForeground)
            return;
        var before = new TerminalSettings(descriptor);
        before.Raw().ApplyTo(descriptor, drain: true);
        _before = before;
    }

    public void Restore()
    {
        if (IsForeground)
            _before?.ApplyTo(descriptor, drain: true);
        _before = null;
    }
}
