using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Psono.Protocol.Encodings;

/// <summary>The part of MessagePack that a packed configuration uses, in the shortest form, as its other writers do.</summary>
internal sealed class MessagePackWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void WriteArray(int count) => _buffer.Write<byte>([(byte)(0x90 | count)]);

    public void Write(bool value) => _buffer.Write<byte>([value ? (byte)0xC3 : (byte)0xC2]);

    public void Write(uint value) => WriteSized(value, fixedUpTo: 0x7F, fixedTag: 0, [0xCC, 0xCD, 0xCE]);

    public void Write(ReadOnlySpan<byte> value)
    {
        WriteSized((uint)value.Length, fixedUpTo: -1, fixedTag: 0, [0xC4, 0xC5, 0xC6]);
        _buffer.Write<byte>(value);
    }

    public void Write(string? value)
    {
        if (value is null)
        {
            _buffer.Write<byte>([0xC0]);
            return;
        }

        var utf8 = Encoding.UTF8.GetBytes(value);
        WriteSized((uint)utf8.Length, fixedUpTo: 31, fixedTag: 0xA0, [0xD9, 0xDA, 0xDB]);
        _buffer.Write<byte>(utf8);
    }

    /// <summary>A number in the tag itself, or after a tag that says in how many bytes.</summary>
    private void WriteSized(uint number, int fixedUpTo, byte fixedTag, ReadOnlySpan<byte> tags)
    {
        var bytes = new byte[5];
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), number);
        var start = number <= fixedUpTo ? 4 : number <= byte.MaxValue ? 3 : number <= ushort.MaxValue ? 2 : 0;
        if (number <= fixedUpTo)
            bytes[4] |= fixedTag;
        else
            bytes[start] = tags[start switch { 3 => 0, 2 => 1, _ => 2 }];
        _buffer.Write<byte>(bytes.AsSpan(start));
    }
}
