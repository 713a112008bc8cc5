namespace Psono.Shared;

/// <summary>Reads files that somebody else may have put there, or put something else in the place of.</summary>
internal static class BoundedFile
{
    /// <summary>
    /// The content. Pipes and devices have no length, and are like an empty file: they are not even opened, which could wait for ever, or
    /// be read, which might have no end. A descriptor that was given by name is one on purpose.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read, or is larger.</exception>
    public static byte[] Read(string path, int maxBytes)
    {
        if (IsEmpty(path))
            return [];
        var file = Resolve(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var content = new MemoryStream(file.Exists ? (int)Math.Min(file.Length, maxBytes) : 0);
        var buffer = new byte[81920];
        for (int length; (length = stream.Read(buffer)) > 0;)
        {
            if (content.Length + length > maxBytes)
                throw new IOException("the file is too large");
            content.Write(buffer, 0, length);
        }

        return content.ToArray();
    }

    /// <summary>Whether there is nothing to read: an empty file, or a pipe or a device.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static bool IsEmpty(string path) => !IsDescriptor(path) && Resolve(path) is { Exists: true, Length: 0 };

    /// <summary>Whether a path names a descriptor of the process.</summary>
    public static bool IsDescriptor(string path) => path is "/dev/stdin" || path.StartsWith("/dev/fd/", StringComparison.Ordinal)
        || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);

    private static FileInfo Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
}
