using Psono.Server.Interop;

namespace Psono.Server.Data;

/// <summary>
/// Root works as the owner of a directory for a while: what it makes there is that user's, and a link that this user has put in its way
/// leads to nothing that is not that user's either.
/// </summary>
internal sealed class DirectoryOwner : IDisposable
{
    private const uint Root = 0;

    private bool _isOwner = true;

    private DirectoryOwner()
    {
    }

    /// <returns>Null: whoever asks is not root, the directory is root's, or there is none.</returns>
    /// <exception cref="StartException">The system does not allow it.</exception>
    public static DirectoryOwner? Become(string directory)
    {
        if (!Environment.IsPrivilegedProcess || FileOwner.FindDirectory(directory) is not var (user, group) || user == Root)
            return null;
        return LibC.SetGroups(0, []) == 0 && LibC.SetEGid(group) == 0 && LibC.SetEUid(user) == 0
            ? new DirectoryOwner()
            : throw new StartException($"cannot work as the owner of {directory}: run the command as that user");
    }

    public void Dispose()
    {
        if (!_isOwner)
            return;
        _isOwner = false;
        if (LibC.SetEUid(Root) != 0 || LibC.SetEGid(Root) != 0)
            throw new StartException("root is not root any more");
    }
}
