namespace Psono.Cli.Configuration;

/// <summary>Adds to a file that others write to as well, in one write. A new one is for its owner only.</summary>
internal static class AppendedFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            file.Write(content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsonociException("file", $"cannot append to {path}: "
                + $"{(e is DirectoryNotFoundException ? "its directory does not exist" : "the file system does not allow it")}");
        }
    }
}
