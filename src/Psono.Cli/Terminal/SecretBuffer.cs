using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Psono.Cli.Terminal;

/// <summary>
/// Collects output that holds secret values. Pinned, so that no copy stays behind, and zeroed when it grows and in the end.
/// </summary>
internal sealed class SecretBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = GC.AllocateArray<byte>(4096, pinned: true);
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    public void Append(byte value) => Append([value]);

    public void Append(string text)
    {
        var span = GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, span);
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _length = 0;
    }

    private void Reserve(int size)
    {
        var needed = _length + Math.Max(size, 1);
        if (needed <= _bytes.Length)
            return;
        var larger = GC.AllocateArray<byte>(Math.Max(needed, 2 * _bytes.Length), pinned: true);
        Written.CopyTo(larger);
        CryptographicOperations.ZeroMemory(_bytes);
        _bytes = larger;
    }
}
