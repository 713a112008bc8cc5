using System.Buffers.Binary;
using System.Security.Cryptography;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.Sig;
using Psono.Client;
using Psono.Shared;

namespace Psono.Cli.Commands.Gpg;

// docs/decisions/0010
/// <summary>
/// OpenPGP packets, from text or from bytes. The library's keys and signatures would bring every algorithm it knows into the executable,
/// so keys and signatures are put together here, and computed by the base library.
/// </summary>
internal static class OpenPgpPackets
{
    private const int MaxBytes = 1024 * 1024;

    public static List<Packet> Read(Stream stream, string what)
    {
        var bytes = new byte[MaxBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= MaxBytes ? Parse(bytes.AsMemory(0, length), what) : throw Invalid($"{what} is too long");
    }

    public static List<Packet> Parse(ReadOnlyMemory<byte> bytes, string what)
    {
        // Every packet begins with a byte that is not ASCII, and not half of a byte order mark.
        var isBinary = !bytes.IsEmpty && bytes.Span[0] is >= 0x80 and < 0xFE;
        if (!isBinary && Utf8Text.IsUtf16(bytes.Span))
            throw Invalid($"{what} is UTF-16 text; save it as UTF-8");
        byte[] all = [];
        try
        {
            all = isBinary ? bytes.ToArray() : Dearmored(bytes);
            var packets = new List<Packet>();
            for (int at = 0, length; at < all.Length; at += length)
            {
                length = LengthOf(all.AsSpan(at));
                packets.Add(new BcpgInputStream(new MemoryStream(all, at, length, writable: false)).ReadPacket());
            }

            return packets;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser meets whatever someone wrote there, and throws whatever that leads to.
            throw Invalid(IsUnknown(e.Message)
                ? $"{what} contains a key with an unsupported algorithm or version"
                : $"{what} is not valid OpenPGP data");
        }
        finally
        {
            // A private key need not be protected by a passphrase.
            CryptographicOperations.ZeroMemory(all);
        }
    }

    /// <summary>The signature in a part of another one; null if it is not in the form of one.</summary>
    public static SignaturePacket? Embedded(EmbeddedSignature part)
    {
        try
        {
            return SignaturePacket.FromByteArray(part.GetData());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static byte[] Dearmored(ReadOnlyMemory<byte> bytes)
    {
        var armored = bytes.ToArray();
        using var dearmored = new MemoryStream(armored.Length);
        new ArmoredInputStream(new MemoryStream(armored, writable: false)).CopyTo(dearmored);
        var packets = dearmored.ToArray();
        CryptographicOperations.ZeroMemory(dearmored.GetBuffer());
        CryptographicOperations.ZeroMemory(armored);
        return packets;
    }

    /// <summary>
    /// How long a packet says that it is, with its head (RFC 4880, section 4.2). The parser asks only for what it needs, also from the
    /// next packet, and does not miss the end of the last one. In parts come only messages.
    /// </summary>
    private static int LengthOf(ReadOnlySpan<byte> packet)
    {
        long length = (packet[0] & 0xC0, packet[0] & 3, packet[1]) switch
        {
            (0x80, 0, var only) => 2 + only,
            (0x80, 1, _) => 3 + BinaryPrimitives.ReadUInt16BigEndian(packet[1..]),
            (0x80, 2, _) => 5L + BinaryPrimitives.ReadUInt32BigEndian(packet[1..]),
            (0x80, _, _) => packet.Length,
            (0xC0, _, < 192 and var only) => 2 + only,
            (0xC0, _, < 224 and var first) => 3 + ((first - 192) << 8) + packet[2] + 192,
            (0xC0, _, 255) => 6L + BinaryPrimitives.ReadUInt32BigEndian(packet[2..]),
            _ => throw new InvalidDataException(),
        };
        return length <= packet.Length ? (int)length : throw new EndOfStreamException();
    }

    /// <summary>The parser tells what it does not know from what is damaged by its words alone.</summary>
    private static bool IsUnknown(string message) =>
        message.Contains("algorithm encountered", StringComparison.Ordinal) || message.Contains("version", StringComparison.Ordinal);

    private static PsonoApiException Invalid(string message) => new(PsonoFailure.InvalidContent, message);
}
