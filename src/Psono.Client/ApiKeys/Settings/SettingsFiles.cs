using System.Runtime.Versioning;
using System.Security.Cryptography;
using Psono.Protocol.Cryptography;
using Psono.Shared;

namespace Psono.Client.ApiKeys.Settings;

/// <summary>Reads files that hold a secret key. Alone in a file it never becomes a string.</summary>
internal sealed class SettingsFiles
{
    private const int MaxKeySize = 256;

    /// <summary>Whether a pipe or a device is there, where that can be told.</summary>
    public Func<string, bool> IsSpecial { get; init; } = _ => false;

    /// <summary>Whether root gave a file to this process, for its group to read: nobody else gets it.</summary>
    public Func<string, bool> IsGivenByRoot { get; init; } = _ => false;

    /// <summary>Who this process is, in a hint for somebody whose file it may not read.</summary>
    public Func<string?> WhoAsks { get; init; } = () => null;

    /// <summary>Is told of a file that other users may read.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <param name="path">The file.</param>
    /// <param name="isGuarded">Whether nobody who may not read it gets into its directory.</param>
    public ApiKeySettings ReadConfiguration(string path, bool isGuarded = false) => Read("the configuration file", path, () =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var toml = TomlSettings.ReadText(file, path);
        CheckOthers(path, isGuarded);
        return TomlSettings.Parse(toml, path);
    });

    public SecretKey ReadKey(string path) => Read("the API secret key file", path, () =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        CheckOthers(path, isGuarded: false);
        return ReadKey(file.ReadByte);
    });

    /// <summary>Reads one line and no byte more.</summary>
    public static SecretKey ReadKey(Func<int> nextByte)
    {
        Span<byte> line = stackalloc byte[MaxKeySize];
        var length = 0;
        while (length < MaxKeySize && nextByte() is >= 0 and not '\n' and var value)
            line[length++] = (byte)value;
        try
        {
            // The same as Utf8Text, but never a string.
            var key = line[..length];
            if (key.Contains((byte)0) || key is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
                throw new ApiKeySettingsException("the API secret key is UTF-16 text; save it as UTF-8");
            return ApiKeySettings.ParseApiSecretKey(key.StartsWith("\uFEFF"u8) ? key[3..] : key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }

    private T Read<T>(string what, string path, Func<T> read)
    {
        try
        {
            if (IsSpecial(path))
            {
                throw new ApiKeySettingsException(
                    $"{what} {path} is a pipe or a device, not a file", "it can be given by descriptor: /dev/fd/N or /dev/stdin");
            }

            return BoundedFile.IsEmpty(path) ? throw new ApiKeySettingsException($"{what} {path} is empty, or not a file") : read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ApiKeySettingsException(
                $"{what} {path} {ReadFailure.Of(path, e)}", e is UnauthorizedAccessException && !Directory.Exists(path) ? WhoAsks() : null);
        }
    }

    [SupportedOSPlatform("windows")]
    private void CheckEverybody(string path)
    {
        var (mayRead, mayChange) = WindowsFile.RightsOfEverybody(path);
        if (mayChange)
            throw new ApiKeySettingsException($"every user may change {path}", $"if nobody did: {WindowsFile.CommandForOwner(path)}");
        if (mayRead)
            Warn($"other users may read {path}, which holds a secret key; run: {WindowsFile.CommandForOwner(path)}");
    }

    /// <summary>
    /// Refuses a file that everybody may change, for it says which server is trusted with the key, and warns of one that others may read.
    /// A group is not everybody, and one to which root gave the file to read is nobody's business: Kubernetes does that (fsGroup).
    /// </summary>
    private void CheckOthers(string path, bool isGuarded)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;
        if (OperatingSystem.IsWindows())
        {
            CheckEverybody(path);
            return;
        }

        var mode = File.GetUnixFileMode(path);
        if ((mode & UnixFileMode.OtherWrite) != 0)
            throw new ApiKeySettingsException($"every user may change {path}", $"if nobody did: chmod 600 {path}");
        var others = mode & Others;
        if (!isGuarded && others != 0 && !(others == UnixFileMode.GroupRead && IsGivenByRoot(path)))
            Warn($"other users may read or change {path}, which holds a secret key; run: chmod 600 {path}");
    }
}
