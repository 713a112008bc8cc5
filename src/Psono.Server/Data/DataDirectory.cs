using Psono.Server.Interop;

namespace Psono.Server.Data;

/// <summary>
/// The directory of one server: keys, SQLite database, settings. Only its owner may look into it, and only one process at a time uses it.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    /// <summary>EWOULDBLOCK of Linux and of macOS: somebody else has the lock.</summary>
    private static readonly int[] Locked = [11, 35];

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream? _lock;

    private DataDirectory(string path, FileStream? fileLock)
    {
        Path = path;
        _lock = fileLock;
    }

    public string Path { get; }

    /// <summary>Anybody on this machine can put other files in the place of keys and database.</summary>
    public bool IsOpenToOthers { get; private init; }

    /// <summary>Makes the directory if it is missing. <paramref name="exclusive"/>: the database lives in it.</summary>
    public static DataDirectory Open(string path, bool exclusive)
    {
        try
        {
            if (!Directory.Exists(path))
                Directory.CreateDirectory(path, OwnerOnly);
            return new DataDirectory(path, exclusive ? Lock(path) : null)
            {
                IsOpenToOthers = (File.GetUnixFileMode(path) & UnixFileMode.OtherWrite) != 0,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot use the data directory {path}: {e.Message}");
        }
    }

    /// <summary>What a command needs that works without a server: a database in the directory, and files that stay their owner's.</summary>
    /// <exception cref="StartException">There is none, or it is somebody else's.</exception>
    public static void RequireOwn(string path, string database)
    {
        var file = System.IO.Path.Combine(path, database);
        if (!File.Exists(file))
            throw new StartException($"no server runs in {path}, and there is no database: name it with --data-dir or --database");
        if (FileOwner.Of(file) is { } owner && owner != LibC.GetEUid())
            throw new StartException(
                $"no server runs in {path}, which belongs to another user: start the server first, or run the command as that user");
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, "psono.lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException e) when (Locked.Contains(e.HResult))
        {
            throw new StartException($"another psono-server uses the data directory {path}: stop it, choose another --data-dir, "
                + "or share a PostgreSQL database with --database");
        }
    }

    public void Dispose() => _lock?.Dispose();
}
