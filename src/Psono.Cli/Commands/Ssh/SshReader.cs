using System.Buffers.Binary;

namespace Psono.Cli.Commands.Ssh;

/// <summary>
/// Numbers and texts as ssh writes them (RFC 4251, section 5). Throws FormatException where one is longer than what is there.
/// </summary>
internal ref struct SshReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public void ReadMagic(ReadOnlySpan<byte> magic)
    {
        if (!Take((uint)magic.Length).SequenceEqual(magic))
            throw new FormatException();
    }

    public uint ReadNumber() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    public ReadOnlySpan<byte> ReadText() => Take(ReadNumber());

    private ReadOnlySpan<byte> Take(uint length)
    {
        if (length > _rest.Length)
            throw new FormatException();
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
