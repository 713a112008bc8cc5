using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Psono.Server.Interop;

namespace Psono.Server.Install;

/// <summary>
/// One file that the server hands out, with the hash of what is in it now: a file that was replaced while the server runs is a new file.
/// </summary>
internal sealed class OfferedFile(string path)
{
    // In struct statx.
    private const int InodeOffset = 32;
    private const int ChangeOffset = 96;

    private Known? _known;

    /// <summary>
    /// The file, opened, and its SHA-256 in hex; null if there is none. What is hashed is what is sent, whatever happens to the name.
    /// </summary>
    public async Task<(FileStream Content, string Sha256, DateTime Written)?> OpenAsync(CancellationToken cancellationToken)
    {
        FileStream content;
        try
        {
            content = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        try
        {
            var written = File.GetLastWriteTimeUtc(content.SafeFileHandle);
            var identity = IdentityOf(content.SafeFileHandle);
            if (_known is not { } known || known.Length != content.Length || known.Identity != identity)
            {
                var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
                content.Position = 0;
                _known = known = new Known(content.Length, identity, hash);
            }

            return (content, known.Sha256, written);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The inode and the time of its last change, which nobody can set. When it was written does not tell: files of a release are all as
    /// old as its commit.
    /// </summary>
    private static string IdentityOf(SafeFileHandle file)
    {
        Span<byte> status = stackalloc byte[LibC.StatXSize];
        status.Clear();
        return LibC.StatX(file, "", LibC.AtEmptyPath, LibC.StatXInodeAndChange, status) == 0
            ? Convert.ToHexString(status[InodeOffset..(InodeOffset + 8)]) + Convert.ToHexString(status[ChangeOffset..(ChangeOffset + 12)])
            : File.GetLastWriteTimeUtc(file).ToString("O");
    }

    private sealed record Known(long Length, string Identity, string Sha256);
}
