using System.Text;

namespace Psono.Protocol.Encodings;

/// <summary>
/// The part of MessagePack that a packed configuration uses, in any form a writer may choose. Throws FormatException for everything else.
/// </summary>
internal ref struct MessagePackReader(ReadOnlySpan<byte> data)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = data;

    public void ReadArray(int count)
    {
        var tag = Take(1)[0];
        var actual = tag switch
        {
            >= 0x90 and <= 0x9F => (uint)(tag & 0x0F),
            0xDC => Number(2),
            0xDD => Number(4),
            _ => throw new FormatException(),
        };
        if (actual != count)
            throw new FormatException();
    }

    public uint ReadUInt32()
    {
        var tag = Take(1)[0];
        return tag switch
        {
            <= 0x7F => tag,
            0xCC => Number(1),
            0xCD => Number(2),
            0xCE => Number(4),
            0xCF when Number(4) == 0 => Number(4),
            _ => throw new FormatException(),
        };
    }

    public bool ReadBoolean() => Take(1)[0] switch { 0xC2 => false, 0xC3 => true, _ => throw new FormatException() };

    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        var tag = Take(1)[0];
        if (tag is not (0xC4 or 0xC5 or 0xC6) || Number(1 << (tag - 0xC4)) != length)
            throw new FormatException();
        return Take(length);
    }

    public string? ReadString()
    {
        if (_rest is [0xC0, ..])
        {
            Take(1);
            return null;
        }

        try
        {
            return Strict.GetString(ReadStringBytes());
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException(null, e);
        }
    }

    public ReadOnlySpan<byte> ReadStringBytes()
    {
        var tag = Take(1)[0];
        var length = tag switch
        {
            >= 0xA0 and <= 0xBF => (uint)(tag & 0x1F),
            0xD9 => Number(1),
            0xDA => Number(2),
            0xDB => Number(4),
            _ => throw new FormatException(),
        };
        return length <= _rest.Length ? Take((int)length) : throw new FormatException();
    }

    public readonly void ReadEnd()
    {
        if (!_rest.IsEmpty)
            throw new FormatException();
    }

    private uint Number(int bytes)
    {
        var number = 0u;
        foreach (var value in Take(bytes))
            number = (number << 8) | value;
        return number;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw new FormatException();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
