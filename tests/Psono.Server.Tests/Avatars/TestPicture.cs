using System.Buffers.Binary;
using System.Text;

namespace Psono.Server.Tests.Avatars;

/// <summary>Pictures in their outward form: what is in them nobody decodes.</summary>
internal static class TestPicture
{
    public static byte[] Png(string? besides = null, byte[]? content = null, int width = 256, int padding = 4)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 256);
        return
        [
            0x89, .. "PNG"u8, 0x0d, 0x0a, 0x1a, 0x0a, .. Chunk("IHDR", header), .. besides is null ? [] : Chunk(besides, content!),
            .. Chunk("IDAT", new byte[padding]), .. Chunk("IEND", []),
        ];
    }

    public static byte[] Jpeg(byte[]? application = null, ushort height = 256) =>
    [
        0xff, 0xd8, .. Segment(0xe0, "JFIF\0"u8.ToArray()), .. application is null ? [] : Segment(0xe1, application),
        .. Segment(0xc0, [8, (byte)(height >> 8), (byte)height, 1, 0, 1]), .. Segment(0xda, [1, 0]),
        1, 2, 0xff, 0, 3, 0xff, 0xd0, 4, 0xff, 0xd9,
    ];

    private static byte[] Chunk(string type, byte[] content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        return chunk;
    }

    private static byte[] Segment(byte marker, byte[] content) =>
        [0xff, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];
}
