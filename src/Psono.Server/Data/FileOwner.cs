using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Psono.Server.Interop;

namespace Psono.Server.Data;

/// <summary>Whose a file is.</summary>
internal static class FileOwner
{
    // In struct statx.
    private const int UserOffset = 20;
    private const int GroupOffset = 24;

    /// <summary>The id of the user; null where nobody can tell.</summary>
    public static uint? Of(string path) => Find(path)?.User;

    public static (uint User, uint Group)? Find(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        using var file = File.OpenHandle(path);
        return Find(file, "", LibC.AtEmptyPath);
    }

    public static (uint User, uint Group)? FindDirectory(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // A file for its handle alone: the path is absolute.
        using var file = File.OpenHandle("/dev/null");
        return Find(file, Path.GetFullPath(path), 0);
    }

    private static (uint User, uint Group)? Find(SafeFileHandle file, string path, int flags)
    {
        Span<byte> status = stackalloc byte[LibC.StatXSize];
        status.Clear();
        return LibC.StatX(file, path, flags, LibC.StatXUserAndGroup, status) == 0
            ? (MemoryMarshal.Read<uint>(status[UserOffset..]), MemoryMarshal.Read<uint>(status[GroupOffset..]))
            : null;
    }
}
