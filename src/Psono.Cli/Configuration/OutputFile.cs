using System.Text;
using Psono.Cli.Interop;
using Psono.Shared;

namespace Psono.Cli.Configuration;

/// <summary>
/// Writes a file completely or not at all, and on disk when the call returns. Unless told otherwise, only its owner may read it.
/// </summary>
internal static class OutputFile
{
    /// <summary>For what is no secret. The umask takes away from it.</summary>
    public const UnixFileMode Public =
        AtomicFile.OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static void Write(string path, string content, bool overwrite) => Write(path, Encoding.UTF8.GetBytes(content), overwrite);

    public static void Write(string path, ReadOnlySpan<byte> content, bool overwrite, UnixFileMode mode = AtomicFile.OwnerOnly)
    {
        RefuseNoFile(path);
        if (!overwrite && Path.Exists(path))
            throw new PsonociException("file", $"{path} already exists", "use --overwrite to replace it");
        try
        {
            AtomicFile.Write(path, content, overwrite, mode);
            FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, e is DirectoryNotFoundException ? "its directory does not exist" : "the file system does not allow it", e);
        }
    }

    /// <summary>Refuses what is there and is no file, for who wants to know early.</summary>
    public static void RefuseNoFile(string path)
    {
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw Failed(path, "it is a directory", null);

        // A file would take the place of /dev/null or of a named pipe, if one may do that.
        if (IsIn("/proc/") || (IsIn("/dev/") && !IsIn("/dev/shm/")) || FileKind.IsSpecial(target))
            throw Failed(path, "it is not a regular file; omit it to write to standard output", null);

        bool IsIn(string place) => target.StartsWith(place, StringComparison.Ordinal);
    }

    private static PsonociException Failed(string path, string why, Exception? cause) =>
        new("file", $"cannot write {path}: {why}",
            cause is UnauthorizedAccessException ? "check the permissions of the directory" : null);

    /// <summary>A rename is durable when the directory is.</summary>
    private static unsafe void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        fixed (byte* path = Encoding.UTF8.GetBytes(directory + "\0"))
        {
            var descriptor = LibC.Open(path, LibC.ORdOnly);
            if (descriptor < 0)
                return;
            // Some file systems cannot do this for a directory; the file itself is complete either way.
            _ = LibC.FSync(descriptor);
            _ = LibC.Close(descriptor);
        }
    }
}
