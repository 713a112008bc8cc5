using System.Runtime.Versioning;
using Psono.Cli.Interop;

namespace Psono.Cli.Supervision;

/// <summary>
/// Two ends: at one a program believes to be at a terminal, at the other is what it writes, and what it reads is written.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class PseudoTerminal
{
    private PseudoTerminal(int ours, int theirs)
    {
        Ours = ours;
        Theirs = theirs;
    }

    /// <summary>Belongs to the pump that reads it.</summary>
    public int Ours { get; }

    public int Theirs { get; }

    public static PseudoTerminal Open(TerminalSettings settings, int sizeFrom)
    {
        int ours;
        fixed (byte* path = "/dev/ptmx\0"u8)
            ours = LibC.Open(path, LibC.ORdWr | LibC.ONoCtty | LibC.OCloExec);
        var locked = 0;
        if (ours < 0 || LibC.IoCtl(ours, LibC.TiocSPtLck, &locked) != 0)
            throw Failed();
        var theirs = LibC.IoCtl(ours, LibC.TiocGPtPeer, LibC.ORdWr | LibC.ONoCtty | LibC.OCloExec);
        if (theirs < 0)
            throw Failed();
        var terminal = new PseudoTerminal(ours, theirs);
        settings.ApplyTo(theirs);
        terminal.Resize(sizeFrom);
        return terminal;
    }

    /// <summary>Takes over the size of a real terminal; what runs in the foreground is told by the kernel.</summary>
    public void Resize(int from)
    {
        var size = stackalloc ushort[4];
        if (LibC.IoCtl(from, LibC.TiocGWinSz, size) == 0)
            _ = LibC.IoCtl(Ours, LibC.TiocSWinSz, size);
    }

    private static PsonociException Failed() =>
        new("input-output", "cannot open a pseudo-terminal", "--mask needs /dev/ptmx when its output goes to a terminal")
        {
            ExitCode = ExitCodes.NotStarted,
        };
}
