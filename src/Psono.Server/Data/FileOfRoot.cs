using System.Runtime.InteropServices;
using Psono.Server.Interop;

namespace Psono.Server.Data;

/// <summary>
/// Kubernetes (fsGroup) and systemd hand a secret to a service as a file of root that its group may read. psonoci has the same rule.
/// </summary>
internal static class FileOfRoot
{
    // In struct statx.
    private const int UserOffset = 20;
    private const int GroupOffset = 24;

    /// <summary>Whether it is root's, with a group that is one of this process or root's own. The process cannot change its mode.</summary>
    public static bool IsGivenByRoot(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        using var file = File.OpenHandle(path);
        Span<byte> status = stackalloc byte[LibC.StatXSize];
        status.Clear();
        if (LibC.StatX(file, "", LibC.AtEmptyPath, LibC.StatXUserAndGroup, status) != 0
            || MemoryMarshal.Read<uint>(status[UserOffset..]) != 0)
            return false;
        var group = MemoryMarshal.Read<uint>(status[GroupOffset..]);
        return group == 0 || group == LibC.GetEGid() || Groups().Contains(group);
    }

    private static uint[] Groups()
    {
        var groups = new uint[Math.Max(0, LibC.GetGroups(0, []))];
        return groups[..Math.Max(0, LibC.GetGroups(groups.Length, groups))];
    }
}
