using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Psono.Client.ApiKeys.Caching;

/// <summary>
/// Writes numbers (little-endian), texts (UTF-8) and bytes, with their lengths in front. Leaves nothing behind but copies that were asked
/// for.
/// </summary>
internal sealed class CacheWriter : IDisposable
{
    private byte[] _bytes = Pinned(4096);
    private int _length;

    public void Flag(bool value) => Take(1)[0] = value ? (byte)1 : (byte)0;

    public void Id(Guid value) => value.TryWriteBytes(Take(16));

    public void Time(DateTimeOffset value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value.UtcTicks);

    public void Text(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Number(count);
        Encoding.UTF8.GetBytes(value, Take(count));
    }

    public void OptionalText(string? value)
    {
        Flag(value is not null);
        if (value is not null)
            Text(value);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        value.CopyTo(Take(value.Length));
    }

    /// <summary>Writes how many follow.</summary>
    public IReadOnlyCollection<T> Counted<T>(IReadOnlyCollection<T> values)
    {
        Number(values.Count);
        return values;
    }

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray()
    {
        var copy = Pinned(_length);
        _bytes.AsSpan(0, _length).CopyTo(copy);
        return copy;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    private void Number(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    private Span<byte> Take(int count)
    {
        if (_bytes.Length - _length < count)
            Grow(checked(Math.Max(_length + count, _length * 2)));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }

    private void Grow(int size)
    {
        var moved = Pinned(size);
        _bytes.AsSpan(0, _length).CopyTo(moved);
        CryptographicOperations.ZeroMemory(_bytes);
        _bytes = moved;
    }

    private static byte[] Pinned(int size) => GC.AllocateUninitializedArray<byte>(size, pinned: true);
}
