using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Psono.Cli.Interop;
using Psono.Cli.Processes;

namespace Psono.Cli.Supervision;

/// <summary>
/// What a child of the supervisor is to become: command, environment, signal state. It is handed over in a file in memory, because the
/// environment that the child has before it becomes the command would be read by the runtime.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed record LaunchOrder(
    int Supervisor, IReadOnlyList<byte[]> Command, IReadOnlyList<byte[]> Environment, byte[] SearchPath, byte[] Signals, bool JsonErrors)
{
    public MemoryFile ToFile()
    {
        byte[][] parts =
        [
            [JsonErrors ? (byte)1 : (byte)0], SearchPath, Signals, Number(Supervisor), Number(Command.Count), .. Command, .. Environment,
        ];
        var bytes = GC.AllocateUninitializedArray<byte>(parts.Sum(part => sizeof(int) + part.Length), pinned: true);
        var rest = bytes.AsSpan();
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, part.Length);
            part.CopyTo(rest[sizeof(int)..]);
            rest = rest[(sizeof(int) + part.Length)..];
        }

        try
        {
            return MemoryFile.Create(bytes, closeOnExec: true);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads it to the end and closes the descriptor.</summary>
    public static LaunchOrder Read(int descriptor)
    {
        var parts = new List<byte[]>();
        while (ReadPart(descriptor) is { } part)
            parts.Add(part);
        _ = LibC.Close(descriptor);
        var (supervisor, count) = (BinaryPrimitives.ReadInt32LittleEndian(parts[3]), BinaryPrimitives.ReadInt32LittleEndian(parts[4]));
        return new LaunchOrder(supervisor, parts[5..(5 + count)], parts[(5 + count)..], parts[1], parts[2], parts[0][0] == 1);
    }

    private static byte[]? ReadPart(int descriptor)
    {
        var length = new byte[sizeof(int)];
        return ReadFully(descriptor, length) ? Read(descriptor, BinaryPrimitives.ReadInt32LittleEndian(length)) : null;

        static byte[] Read(int descriptor, int length)
        {
            var part = GC.AllocateUninitializedArray<byte>(length, pinned: true);
            ReadFully(descriptor, part);
            return part;
        }
    }

    private static bool ReadFully(int descriptor, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Descriptors.ReadSome(descriptor, bytes);
            if (length <= 0)
                return false;
            bytes = bytes[length..];
        }

        return true;
    }

    private static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }
}
