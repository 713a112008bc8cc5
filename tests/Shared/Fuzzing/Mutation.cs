using System.Buffers.Binary;
using System.Text;

namespace Psono.Tests.Shared.Fuzzing;

/// <summary>Changes bytes as transmission, editors and attackers do, and where numbers, lengths and words of a format are.</summary>
internal sealed class Mutation(FuzzRandom random, IReadOnlyList<string> words)
{
    private const int MaxSize = 64 * 1024;

    private static readonly uint[] Lengths = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x0100_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF];

    private static readonly string[] Numbers =
        ["0", "-1", "1", "2147483647", "2147483648", "4294967296", "9223372036854775808", "1e999", "0.1", "00", new('9', 400)];

    /// <summary>What many formats stumble over: escapes, ends of lines and of texts, and halves of characters.</summary>
    private static readonly byte[][] Pieces =
    [
        [0], "\r\n"u8.ToArray(), "\\ud800"u8.ToArray(), "\\u0000"u8.ToArray(), "\\U00110000"u8.ToArray(), [0xED, 0xA0, 0x80], [0xC0, 0x80],
        [0xEF, 0xBB, 0xBF], "\u202E"u8.ToArray(), "\u0085"u8.ToArray(), "%00"u8.ToArray(), "%zz"u8.ToArray(), "\""u8.ToArray(),
        "'"u8.ToArray(),
        "\\"u8.ToArray(), "\x1b[2J"u8.ToArray(), "://"u8.ToArray(), "@"u8.ToArray(), "#"u8.ToArray(), "xn--"u8.ToArray(),
        "[::1%"u8.ToArray(),
        "${x}"u8.ToArray(), "{{"u8.ToArray(), "-----BEGIN "u8.ToArray(), "\u00a9"u8.ToArray(), "\ud83d\ude00"u8.ToArray(),
    ];

    public byte[] Change(byte[] input, byte[] other)
    {
        var at = random.Below(input.Length + 1);
        var changed = random.Below(12) switch
        {
            0 when input.Length > 0 => Set(input, at, value => (byte)(value ^ (1 << random.Below(8)))),
            1 when input.Length > 0 => Set(input, at, _ => (byte)random.Next()),
            2 => input[..at],
            3 => Replace(input, at, random.Below(random.OneIn(4) ? 256 : 8), []),
            4 => Replace(input, at, 0, Repeated(Part(input))),
            5 => Replace(input, at, random.OneIn(2) ? 0 : random.Below(32), Part(other)),
            6 => [.. input[..at], .. other.AsSpan(random.Below(other.Length + 1))],
            7 => Replace(input, at, random.Below(3), random.Of(Pieces)),
            8 => Number(input),
            9 => Length(input, at),
            10 when words.Count > 0 => Replace(input, at, random.OneIn(2) ? 0 : random.Below(12), Encoding.UTF8.GetBytes(random.Of(words))),
            _ => Replace(input, at, 0, Repeated([(byte)random.Of([.. "{[(\"'. \n9A"u8.ToArray(), 0xFF, 0x00])])),
        };
        return changed.Length > MaxSize ? changed[..MaxSize] : changed;
    }

    private byte[] Part(byte[] input)
    {
        var start = random.Below(input.Length);
        return input.AsSpan(start, Math.Min(random.Below(random.OneIn(4) ? 4096 : 24) + 1, input.Length - start)).ToArray();
    }

    private byte[] Repeated(byte[] part)
    {
        var times = 1 << random.Below(random.OneIn(4) ? 13 : 5);
        return [.. Enumerable.Repeat(part, Math.Min(times, MaxSize / Math.Max(part.Length, 1))).SelectMany(bytes => bytes)];
    }

    /// <summary>A number in decimal digits.</summary>
    private byte[] Number(byte[] input)
    {
        var start = Array.FindIndex(input, random.Below(input.Length), value => char.IsAsciiDigit((char)value));
        if (start < 0)
            return input;
        var end = start;
        while (end < input.Length && char.IsAsciiDigit((char)input[end]))
            end++;
        return Replace(input, start, end - start, Encoding.ASCII.GetBytes(random.Of(Numbers)));
    }

    /// <summary>What may be a length, in two or four bytes; or nearly what is left of the input.</summary>
    private byte[] Length(byte[] input, int at)
    {
        var value = random.OneIn(3) ? (uint)(input.Length - at + random.Below(9) - 4) : random.Of(Lengths);
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Replace(input, at, 4, random.OneIn(2) ? bytes : bytes[2..]);
    }

    private static byte[] Set(byte[] input, int at, Func<byte, byte> change)
    {
        var changed = (byte[])input.Clone();
        at = Math.Min(at, input.Length - 1);
        changed[at] = change(changed[at]);
        return changed;
    }

    private static byte[] Replace(byte[] input, int at, int length, ReadOnlySpan<byte> by) =>
        [.. input.AsSpan(0, at), .. by, .. input.AsSpan(Math.Min(at + length, input.Length))];
}
