using Psono.Cli.Interop;

namespace Psono.Cli.Supervision;

/// <summary>The modes of a terminal at one moment (termios(3)).</summary>
internal sealed unsafe class TerminalSettings
{
    private const int Size = 256;

    // The second field of struct termios, and its bit OPOST.
    private const int OutputFlags = 4;
    private const byte PostProcess = 1;

    private readonly byte[] _bytes = new byte[Size];

    public TerminalSettings(int descriptor)
    {
        fixed (byte* bytes = _bytes)
            _ = LibC.TcGetAttr(descriptor, bytes);
    }

    private TerminalSettings(byte[] bytes) => _bytes = bytes;

    /// <summary>The same, but every key comes as it is and at once, and everything written is shown as it is.</summary>
    public TerminalSettings Raw()
    {
        var raw = (byte[])_bytes.Clone();
        fixed (byte* bytes = raw)
            LibC.CfMakeRaw(bytes);
        return new TerminalSettings(raw);
    }

    /// <summary>The same, but line breaks stay as they are: what shows them adds the carriage return.</summary>
    public TerminalSettings WithoutPostProcessing()
    {
        var plain = (byte[])_bytes.Clone();
        plain[OutputFlags] &= unchecked((byte)~PostProcess);
        return new TerminalSettings(plain);
    }

    public void ApplyTo(int descriptor, bool drain = false)
    {
        fixed (byte* bytes = _bytes)
            _ = LibC.TcSetAttr(descriptor, drain ? LibC.TcsaDrain : LibC.TcsaNow, bytes);
    }
}
