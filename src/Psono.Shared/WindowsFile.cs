using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Psono.Shared;

/// <summary>What the mode of a file is elsewhere: who may read it, and who may change it.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsFile
{
    private const FileSystemRights Reading = FileSystemRights.ReadData;
    private const FileSystemRights Changing = FileSystemRights.WriteData | FileSystemRights.AppendData | FileSystemRights.Delete
        | FileSystemRights.ChangePermissions | FileSystemRights.TakeOwnership;

    /// <summary>Groups that somebody who only got an account here is in.</summary>
    private static readonly WellKnownSidType[] Everybody =
    [
        WellKnownSidType.WorldSid, WellKnownSidType.AuthenticatedUserSid, WellKnownSidType.BuiltinUsersSid,
        WellKnownSidType.InteractiveSid, WellKnownSidType.BuiltinGuestsSid, WellKnownSidType.AnonymousSid,
    ];

    /// <summary>A new file for this user, the system and its administrators, whatever its directory says.</summary>
    public static FileStream CreateForOwner(string path)
    {
        using var user = WindowsIdentity.GetCurrent();
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        SecurityIdentifier[] owners =
        [
            user.User!, new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null),
        ];
        foreach (var owner in owners)
            security.AddAccessRule(new FileSystemAccessRule(owner, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(
            FileMode.CreateNew, FileSystemRights.Write, FileShare.None, bufferSize: 1, FileOptions.None, security);
    }

    /// <summary>What every user may do with a file.</summary>
    public static (bool Read, bool Change) RightsOfEverybody(string path)
    {
        var rights = default(FileSystemRights);
        var rules = new FileInfo(path).GetAccessControl(AccessControlSections.Access)
            .GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier));
        foreach (FileSystemAccessRule rule in rules)
        {
            var group = (SecurityIdentifier)rule.IdentityReference;
            if (rule.AccessControlType == AccessControlType.Allow && Everybody.Any(group.IsWellKnown))
                rights |= rule.FileSystemRights;
        }

        return ((rights & Reading) != 0, (rights & Changing) != 0);
    }

    /// <summary>A command that makes a file its owner's alone: what it inherits goes, and what was granted to everybody.</summary>
    public static string CommandForOwner(string path) =>
        $"icacls \"{path}\" /inheritance:r /grant:r \"{Environment.UserDomainName}\\{Environment.UserName}:F\" /remove:g "
        + string.Join(' ', Everybody.Select(group => $"*{new SecurityIdentifier(group, null)}"));
}
