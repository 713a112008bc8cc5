using System.Runtime.InteropServices;

namespace Psono.Cli.Interop;

/// <summary>What waits for something to happen to a descriptor: struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry(int descriptor, short events)
{
    public int Descriptor = descriptor;
    public short Events = events;
    public short Returned;
}
