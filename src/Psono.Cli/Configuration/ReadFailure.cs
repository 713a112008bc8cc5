using Psono.Cli.Interop;

namespace Psono.Cli.Configuration;

/// <summary>Why a file cannot be read, in the words of a message.</summary>
internal static class ReadFailure
{
    public static string Of(string path, Exception e) =>
        e is FileNotFoundException or DirectoryNotFoundException ? "does not exist"
        : Directory.Exists(path) ? "is a directory"
        : e is UnauthorizedAccessException ? "cannot be read: permission denied (EACCES)"
        : "cannot be read";

    /// <summary>Who it is that may not read it, and what gives them the file; null if that is not what is wrong.</summary>
    public static string? HintOf(string path, Exception e) =>
        e is not UnauthorizedAccessException || OperatingSystem.IsWindows() || Directory.Exists(path)
            ? null
            : $"psonoci runs as uid {LibC.GetEUid()}: chown the file to it, or set fsGroup (Kubernetes) or --user (docker run)";
}
