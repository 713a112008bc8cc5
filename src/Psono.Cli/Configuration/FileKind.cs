using System.Runtime.Versioning;
using System.Text;
using Psono.Cli.Interop;
using Psono.Shared;

namespace Psono.Cli.Configuration;

/// <summary>What the runtime does not tell of a path: whether it is a pipe, a socket or a device, and whose it is.</summary>
internal static unsafe class FileKind
{
    // Of struct statx, which is the same on every machine: statx(2).
    private const int StatxSize = 256;
    private const int UserOffset = 20;
    private const int GroupOffset = 24;
    private const int ModeOffset = 28;
    private const uint TypeAndMode = 3;
    private const uint UserAndGroup = 0x18;
    private const int CurrentDirectory = -100;

    private const int TypeMask = 0xF000;
    private const int Directory = 0x4000;
    private const int Regular = 0x8000;

    /// <summary>
    /// Refuses to wait at a pipe, or to read a device, where a file is expected. A descriptor that psonoci was given by name is one.
    /// </summary>
    /// <exception cref="IOException">It is a pipe, a socket or a device.</exception>
    public static void RefuseSpecial(string path)
    {
        if (IsNoFile(path))
            throw new IOException("a pipe, a socket or a device");
    }

    /// <summary>Whether a pipe, a socket or a device is where a file is expected.</summary>
    public static bool IsNoFile(string path) => !BoundedFile.IsDescriptor(path) && IsSpecial(path);

    /// <summary>A file that takes its place would cut off whoever waits at the other end.</summary>
    public static bool IsSpecial(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var status = stackalloc byte[StatxSize];
        return Ask(path, TypeAndMode, status) && (*(ushort*)(status + ModeOffset) & TypeMask) is not (Directory or Regular);
    }

    /// <summary>
    /// Whether it is root's, with a group that is one of this process or root's own: so Kubernetes (fsGroup) and systemd hand a file to
    /// one service, which cannot change that.
    /// </summary>
    public static bool IsGivenByRoot(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var status = stackalloc byte[StatxSize];
        if (!Ask(path, UserAndGroup, status) || *(uint*)(status + UserOffset) != 0)
            return false;
        var group = *(uint*)(status + GroupOffset);
        return group == 0 || group == LibC.GetEGid() || Groups().Contains(group);
    }

    [SupportedOSPlatform("linux")]
    private static bool Ask(string path, uint what, byte* status)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
            return LibC.StatX(CurrentDirectory, name, 0, what, status) == 0;
    }

    private static uint[] Groups()
    {
        var groups = new uint[Math.Max(0, LibC.GetGroups(0, null))];
        fixed (uint* first = groups)
            return groups[..Math.Max(0, LibC.GetGroups(groups.Length, first))];
    }
}
