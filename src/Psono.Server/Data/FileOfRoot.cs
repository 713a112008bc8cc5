using Psono.Server.Interop;

namespace Psono.Server.Data;

/// <summary>
/// Kubernetes (fsGroup) and systemd hand a secret to a service as a file of root that its group may read. psonoci has the same rule.
/// </summary>
internal static class FileOfRoot
{
    /// <summary>Whether it is root's, with a group that is one of this process or root's own. The process cannot change its mode.</summary>
    public static bool IsGivenByRoot(string path)
    {
        if (FileOwner.Find(path) is not { User: 0, Group: var group })
            return false;
        return group == 0 || group == LibC.GetEGid() || Groups().Contains(group);
    }

    private static uint[] Groups()
    {
        var groups = new uint[Math.Max(0, LibC.GetGroups(0, []))];
        return groups[..Math.Max(0, LibC.GetGroups(groups.Length, groups))];
    }
}
