namespace Psono.Shared;

/// <summary>Why a file cannot be read, in the words of a message.</summary>
internal static class ReadFailure
{
    public static string Of(string path, Exception e) =>
        e is FileNotFoundException or DirectoryNotFoundException ? "does not exist"
        : Directory.Exists(path) ? "is a directory"
        : e is UnauthorizedAccessException ? "cannot be read: permission denied (EACCES)"
        : "cannot be read";
}
