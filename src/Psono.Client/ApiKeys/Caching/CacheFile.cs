using System.Security.Cryptography;
using Psono.Protocol.Cryptography;
using Psono.Shared;

namespace Psono.Client.ApiKeys.Caching;

// docs/decisions/0026
/// <summary>
/// One sealed file that its owner alone may read, replaced completely or not at all. Sealed, so that nobody can change it, put the one of
/// another key in its place, or learn from it which secrets there are.
/// </summary>
internal sealed class CacheFile(string directory, string name, SecretKey key, TimeSpan patience)
{
    private const UnixFileMode OwnerDirectory = AtomicFile.OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const int MaxSize = 256 << 20;

    private static readonly byte[] AnyHead = "psono.net cache "u8.ToArray();
    private static readonly byte[] Head = [.. AnyHead, .. "2\n"u8];

    public string Path { get; } = System.IO.Path.Combine(directory, name);

    /// <summary>The content; null if there is no file. The caller zeroes it.</summary>
    /// <exception cref="PsonoApiException">The file cannot be read, or is not authentic.</exception>
    public byte[]? Read()
    {
        byte[] bytes;
        try
        {
            bytes = BoundedFile.Read(Path, MaxSize);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsonoApiException(PsonoFailure.CacheFile, $"cannot read the cache {Path}", e);
        }

        var sealedStart = Head.Length + SecretBox.NonceSize;
        if (bytes.AsSpan().StartsWith(AnyHead) && !bytes.AsSpan().StartsWith(Head))
            throw OfAnotherVersion();
        if (bytes.Length < sealedStart + SecretBox.TagSize || !bytes.AsSpan().StartsWith(Head))
            throw NotAuthentic();
        var content = GC.AllocateUninitializedArray<byte>(bytes.Length - sealedStart - SecretBox.TagSize, pinned: true);
        return SecretBox.TryOpen(bytes.AsSpan(sealedStart), bytes.AsSpan(Head.Length, SecretBox.NonceSize), key.Bytes, content)
            ? content
            : throw NotAuthentic();
    }

    /// <summary>Replaces the content by what is made of the present one, while no other process does. What was made is zeroed.</summary>
    /// <exception cref="IOException">The file system refuses, or another process does not come to an end.</exception>
    public void Replace(Func<byte[]?, byte[]> make)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, OwnerDirectory);
        using var alone = Lock();
        var content = make(Read());
        try
        {
            Write(content);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Whether others may take the file away or put another one in its place.</summary>
    public bool IsOpenToOthers() =>
        !OperatingSystem.IsWindows() && Directory.Exists(directory) && (File.GetUnixFileMode(directory) & WritableByOthers) != 0;

    private void Write(byte[] content)
    {
        var bytes = new byte[Head.Length + SecretBox.NonceSize + SecretBox.TagSize + content.Length];
        Head.CopyTo(bytes, 0);
        var nonce = bytes.AsSpan(Head.Length, SecretBox.NonceSize);
        RandomNumberGenerator.Fill(nonce);
        SecretBox.Seal(content, nonce, key.Bytes, bytes.AsSpan(Head.Length + SecretBox.NonceSize));
        AtomicFile.Write(Path, bytes, overwrite: true);
    }

    private FileStream Lock()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = AtomicFile.OwnerOnly;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Path + ".lock", options);
            }
            catch (IOException) when (attempt * 20 < patience.TotalMilliseconds)
            {
                Thread.Sleep(20);
            }
        }
    }

    private PsonoApiException OfAnotherVersion() => new(
        PsonoFailure.CacheNotAuthentic,
        $"the cache {Path} was written by another version of this program: delete it, or use another directory");

    private PsonoApiException NotAuthentic() => new(
        PsonoFailure.CacheNotAuthentic,
        $"the cache {Path} does not open with this API key's secret key: it was changed, or the key is another one");
}
