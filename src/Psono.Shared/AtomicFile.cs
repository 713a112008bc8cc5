using System.Security.Cryptography;

namespace Psono.Shared;

/// <summary>Writes a file completely or not at all. Unless told otherwise, only its owner may read it.</summary>
internal static class AtomicFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">The file system refuses, or there is a file that is not to be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The file system refuses.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool overwrite, UnixFileMode mode = OwnerOnly)
    {
        var target = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".psono-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        var file = Create(temporary, mode);
        try
        {
            using (file)
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            // Without overwriting, a file that has come into being meanwhile stays.
            File.Move(temporary, target, overwrite);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static FileStream Create(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows() && mode == OwnerOnly)
            return WindowsFile.CreateForOwner(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        return new FileStream(path, options);
    }
}
