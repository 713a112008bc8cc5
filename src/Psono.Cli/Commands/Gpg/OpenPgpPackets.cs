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
        if (Utf8Text.IsUtf16(bytes.Span))
            throw Invalid($"{what} is UTF-16 text; save it as UTF-8");
        try
        {
            // Every packet begins with a byte that is not ASCII.
            Stream memory = new MemoryStream(bytes.ToArray(), writable: false);
            var input = new BcpgInputStream(bytes.Length > 0 && bytes.Span[0] >= 0x80 ? memory : new ArmoredInputStream(memory));
            var packets = new List<Packet>();
            while (input.ReadPacket() is { } packet)
                packets.Add(packet);
            return packets;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser meets whatever someone wrote there, and throws whatever that leads to.
            throw Invalid(IsUnknown(e.Message)
                ? $"{what} contains a key with an unsupported algorithm or version"
                : $"{what} is not valid OpenPGP data");
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

    /// <summary>The parser tells what it does not know from what is damaged by its words alone.</summary>
    private static bool IsUnknown(string message) =>
        message.Contains("algorithm encountered", StringComparison.Ordinal) || message.Contains("version", StringComparison.Ordinal);

    private static PsonoApiException Invalid(string message) => new(PsonoFailure.InvalidContent, message);
}
