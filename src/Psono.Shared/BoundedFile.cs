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
        var content = new byte[file.Exists ? (int)Math.Min(file.Length, maxBytes) : 4096];
        var length = 0;
        while (true)
        {
            if (length == content.Length)
            {
                // A file may be longer than it was a moment ago, and what has no length may be of any.
                if (stream.ReadByte() is var next && next < 0)
                    break;
                if (length == maxBytes)
                    throw new IOException("the file is too large");
                Array.Resize(ref content, (int)Math.Min(Math.Max(length * 2L, 4096), maxBytes));
                content[length++] = (byte)next;
            }

            var read = stream.Read(content, length, content.Length - length);
            length += read;
            if (read == 0 && length < content.Length)
                break;
        }

        Array.Resize(ref content, length);
        return content;
    }

    /// <summary>Whether there is nothing to read: an empty file, or a pipe or a device.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static bool IsEmpty(string path) => !IsDescriptor(path) && Resolve(path) is { Exists: true, Length: 0 };

    /// <summary>Whether a path names a descriptor of the process.</summary>
    public static bool IsDescriptor(string path) => path is "/dev/stdin" || path.StartsWith("/dev/fd/", StringComparison.Ordinal)
        || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);

    private static FileInfo Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
}
