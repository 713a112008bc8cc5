using System.Security.Cryptography;

namespace Psono.Server.Install;

/// <summary>
/// One file that the server hands out, with the hash of what is in it now: a file that was replaced while the server runs is a new file.
/// </summary>
internal sealed class OfferedFile(string path)
{
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
            if (_known is not { } known || known.Length != content.Length || known.Written != written)
            {
                var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
                content.Position = 0;
                _known = known = new Known(content.Length, written, hash);
            }

            return (content, known.Sha256, written);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    private sealed record Known(long Length, DateTime Written, string Sha256);
}
