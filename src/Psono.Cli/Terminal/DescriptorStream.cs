using System.Runtime.InteropServices;
using Psono.Cli.Interop;

namespace Psono.Cli.Terminal;

/// <summary>
/// Writes to a descriptor and does nothing else. The runtime's console streams send the terminal a sequence of their own
/// before the first byte and install signal handlers; its file streams write at a position of their own, which the command
/// that comes next would not continue at.
/// </summary>
internal sealed unsafe class DescriptorStream(int descriptor) : Stream
{
    private const int EIntr = 4;
    private const int EPipe = 32;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            nint written;
            fixed (byte* bytes = buffer)
                written = LibC.Write(descriptor, bytes, (nuint)buffer.Length);
            var error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == EPipe)
                return;
            if (error == PlatformNumbers.Own.EAgain)
                Thread.Sleep(1);
            else if (error is not (0 or EIntr))
                throw new IOException();
            if (written > 0)
                buffer = buffer[(int)written..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
