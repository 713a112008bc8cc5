using System.Runtime.InteropServices;
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
        Span<byte> status = stackalloc byte[LibC.StatXSize];
        status.Clear();
        return LibC.StatX(file, "", LibC.AtEmptyPath, LibC.StatXUserAndGroup, status) == 0
            ? (MemoryMarshal.Read<uint>(status[UserOffset..]), MemoryMarshal.Read<uint>(status[GroupOffset..]))
            : null;
    }
}
