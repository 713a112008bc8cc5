using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Psono.Server.Interop;
using Psono.Server.Operations;

namespace Psono.Server.Backups;

/// <summary>A file for its owner alone that goes with this process, however it ends but by <c>kill -9</c>, unless it is finished.</summary>
internal sealed class UnfinishedFile : IDisposable
{
    private static readonly PosixSignal[] Ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly List<PosixSignalRegistration> _signals;

    private UnfinishedFile(string path, FileStream content)
    {
        Path = path;
        Content = content;
        // After that, the signal does what it does.
        _signals = [.. Ends.Select(signal => PosixSignalRegistration.Create(signal, _ => File.Delete(path)))];
    }

    public string Path { get; }

    public FileStream Content { get; }

    /// <summary>In the directory of a file that is to be.</summary>
    /// <exception cref="OperatorException">It cannot be made.</exception>
    public static UnfinishedFile For(string target) => Create(System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(target))!,
        $".psono-{RandomNumberGenerator.GetHexString(16, lowercase: true)}"));

    /// <summary>Takes the place of one that a process left which was killed; never of one that is in use.</summary>
    /// <param name="path">The file.</param>
    /// <param name="share">Who may open it meanwhile.</param>
    /// <exception cref="OperatorException">It cannot be made.</exception>
    public static UnfinishedFile Create(string path, FileShare share = FileShare.None)
    {
        try
        {
            return new UnfinishedFile(path, new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.ReadWrite,
                Share = share,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"cannot use {path}: {e.Message}");
        }
    }

    /// <summary>It is complete and gets its name.</summary>
    /// <exception cref="OperatorException">The name is taken.</exception>
    public void FinishAs(string target)
    {
        Content.Flush(flushToDisk: true);
        try
        {
            File.Move(Path, target, overwrite: false);
            Flush(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(target))!);
        }
        catch (IOException e)
        {
            throw new OperatorException($"cannot make {target}: {e.Message}");
        }
    }

    /// <summary>The name is on the disk as well.</summary>
    private static void Flush(string directory)
    {
        var descriptor = LibC.Open(directory, LibC.ORdOnly);
        if (descriptor < 0)
            return;
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        Content.Dispose();
        File.Delete(Path);
    }
}
