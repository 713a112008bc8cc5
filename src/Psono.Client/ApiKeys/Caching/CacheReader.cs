using System.Buffers.Binary;
using System.Text;

namespace Psono.Client.ApiKeys.Caching;

/// <summary>Reads what <see cref="CacheWriter"/> wrote.</summary>
/// <remarks>Everything throws <see cref="FormatException"/> where there is less, or something else.</remarks>
internal struct CacheReader(ReadOnlyMemory<byte> bytes)
{
    private int _position;

    public bool Flag() => Take(1).Span[0] switch { 0 => false, 1 => true, _ => throw new FormatException() };

    public Guid Id() => new(Take(16).Span);

    public DateTimeOffset Time()
    {
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)).Span);
        return ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new FormatException();
    }

    public string Text() => Encoding.UTF8.GetString(Bytes().Span);

    public string? OptionalText() => Flag() ? Text() : null;

    public ReadOnlyMemory<byte> Bytes() => Take(Count(1));

    /// <summary>How many follow, of at least that many bytes each: nobody takes memory for more than the file can have.</summary>
    public int Count(int atLeast)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)).Span);
        return count >= 0 && count <= (bytes.Length - _position) / atLeast ? count : throw new FormatException();
    }

    public readonly void End()
    {
        if (_position != bytes.Length)
            throw new FormatException();
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (bytes.Length - _position < count)
            throw new FormatException();
        _position += count;
        return bytes.Slice(_position - count, count);
    }
}
