using System.Security.Cryptography;
using Psono.Cli.Interop;
using Psono.Cli.Terminal;
using Psono.Protocol.Cryptography;

namespace Psono.Cli.Configuration;

/// <summary>Reads the API secret key from places that neither <c>ps</c> nor a child process sees. It never becomes a string.</summary>
internal static class KeySources
{
    private const int MaxSize = 256;

    public static SecretKey FromFile(string path, TerminalOutput terminal)
    {
        try
        {
            FileKind.RefuseSpecial(path);
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            CheckOthers(path, terminal);
            return ReadLine(file.ReadByte);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable("the API secret key file", path, e);
        }
    }

    /// <summary>
    /// Reads one line and no byte more: what follows it on standard input belongs to the command. Other descriptors are closed.
    /// </summary>
    public static SecretKey FromDescriptor(int descriptor)
    {
        if (OperatingSystem.IsWindows())
        {
            return descriptor == 0
                ? ReadLine(Console.OpenStandardInput().ReadByte)
                : throw PsonociException.Usage("on Windows the API secret key can be read from descriptor 0 only");
        }

        try
        {
            return ReadLine(() => ReadByte(descriptor));
        }
        finally
        {
            if (descriptor > 2)
                _ = LibC.Close(descriptor);
        }
    }

    /// <summary>
    /// Refuses a file that everybody may change, for it says which server is trusted with the key, and warns of one that others may read.
    /// A group is not everybody, and one to which root gave the file to read is nobody's business: Kubernetes does that (fsGroup).
    /// </summary>
    public static void CheckOthers(string path, TerminalOutput terminal)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;
        if (OperatingSystem.IsWindows())
            return;
        RefuseIfWritableByOthers(path);
        var others = File.GetUnixFileMode(path) & Others;
        if (others != 0 && !(others == UnixFileMode.GroupRead && FileKind.IsGivenByRoot(path)))
            terminal.Warn($"other users may read or change {path}, which holds a secret key; run: chmod 600 {path}");
    }

    public static void RefuseIfWritableByOthers(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherWrite) != 0)
            throw new PsonociException("configuration", $"every user may change {path}", $"if nobody did: chmod 600 {path}");
    }

    public static PsonociException Unreadable(string what, string path, Exception e) => e is SpecialFileException
        ? new("configuration", $"{what} {path} is a pipe or a device, not a file", "it can be given by descriptor: /dev/fd/N or /dev/stdin")
        : new("configuration", $"{what} {path} {ReadFailure.Of(path, e)}", ReadFailure.HintOf(path, e));

    private static SecretKey ReadLine(Func<int> nextByte)
    {
        Span<byte> line = stackalloc byte[MaxSize];
        var length = 0;
        while (length < MaxSize && nextByte() is >= 0 and not '\n' and var value)
            line[length++] = (byte)value;
        try
        {
            // Editors of Windows put a mark in front of what they write.
            var key = line[..length];
            return Settings.ParseApiSecretKey(key.StartsWith("\uFEFF"u8) ? key[3..] : key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }

    /// <summary>
    /// Straight from the descriptor: the runtime's streams read regular files without moving the position that the command inherits.
    /// </summary>
    private static unsafe int ReadByte(int descriptor)
    {
        byte value;
        return LibC.Read(descriptor, &value, 1) switch
        {
            1 => value,
            0 => -1,
            _ => throw new PsonociException("configuration", $"cannot read the API secret key from descriptor {descriptor}"),
        };
    }
}
