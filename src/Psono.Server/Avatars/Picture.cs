using System.Buffers.Binary;

namespace Psono.Server.Avatars;

/// <summary>
/// A picture that somebody sent, taken for what its bytes are and for nothing else, and cleared of what says more than the picture: where a
/// phone was when it was taken, and whatever stands behind its end.
/// </summary>
internal sealed record Picture(string ContentType, byte[] Data)
{
    /// <summary>In either direction; clients send 256.</summary>
    private const int MaxSide = 1024;

    private static ReadOnlySpan<byte> PngMagic => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Null: it is neither PNG nor JPEG, or too wide or high.</summary>
    public static Picture? Read(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(PngMagic) ? Of("image/png", ClearedPng(bytes))
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? Of("image/jpeg", ClearedJpeg(bytes))
        : null;

    private static Picture? Of(string contentType, byte[]? data) => data is null ? null : new Picture(contentType, data);

    /// <summary>Only the chunks without which it looks otherwise (PNG specification, section 11).</summary>
    private static byte[]? ClearedPng(ReadOnlySpan<byte> bytes)
    {
        using var cleared = new MemoryStream();
        cleared.Write(PngMagic);
        var isFirst = true;
        for (var rest = bytes[PngMagic.Length..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
                return null;
            var chunk = rest[..((int)length + 12)];
            rest = rest[chunk.Length..];
            var type = chunk[4..8];
            if (isFirst && !(type.SequenceEqual("IHDR"u8) && length == 13 && IsSmall(
                BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadUInt32BigEndian(chunk[12..]))))
                return null;
            if (isFirst || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("IDAT"u8))
                cleared.Write(chunk);
            isFirst = false;
            if (type.SequenceEqual("IEND"u8))
            {
                cleared.Write(chunk);
                return cleared.ToArray();
            }
        }

        return null;
    }

    /// <summary>Without comments and segments of applications, but for those that say how colours are meant (JFIF, Adobe).</summary>
    private static byte[]? ClearedJpeg(ReadOnlySpan<byte> bytes)
    {
        const byte Start = 0xd8, End = 0xd9, Scan = 0xda, Jfif = 0xe0, Adobe = 0xee, LastOfApplications = 0xef, Comment = 0xfe;
        using var cleared = new MemoryStream();
        cleared.Write([0xff, Start]);
        var isMeasured = false;
        for (var rest = bytes[2..]; rest.Length >= 4 && rest[0] == 0xff;)
        {
            var marker = rest[1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) + 2;
            if (marker is <= 0x01 or (>= 0xd0 and <= End) || length < 4 || length > rest.Length)
                return null;
            var segment = rest[..length];
            rest = rest[length..];
            if (IsFrame(marker))
            {
                isMeasured = segment.Length >= 9 && IsSmall(
                    BinaryPrimitives.ReadUInt16BigEndian(segment[7..]), BinaryPrimitives.ReadUInt16BigEndian(segment[5..]));
                if (!isMeasured)
                    return null;
            }

            if (marker is Jfif or Adobe or (not Comment and (< Jfif or > LastOfApplications)))
                cleared.Write(segment);
            if (marker != Scan)
                continue;
            var scan = ScanLength(rest);
            cleared.Write(rest[..scan]);
            rest = rest[scan..];
            if (rest.Length >= 2 && rest[1] == End)
            {
                cleared.Write([0xff, End]);
                return isMeasured ? cleared.ToArray() : null;
            }
        }

        return null;
    }

    /// <summary>Until the next marker that is not part of it.</summary>
    private static int ScanLength(ReadOnlySpan<byte> data)
    {
        for (var i = 0; i + 1 < data.Length; i++)
        {
            if (data[i] == 0xff && data[i + 1] is not (0x00 or 0xff or (>= 0xd0 and <= 0xd7)))
                return i;
        }

        return data.Length;
    }

    private static bool IsFrame(byte marker) => marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    private static bool IsSmall(uint width, uint height) => width is > 0 and <= MaxSide && height is > 0 and <= MaxSide;
}
