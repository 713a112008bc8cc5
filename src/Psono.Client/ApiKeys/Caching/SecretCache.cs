using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Psono.Protocol.Cryptography;

namespace Psono.Client.ApiKeys.Caching;

/// <summary>The cache of one API key of one server.</summary>
internal sealed class SecretCache : IDisposable
{
    /// <summary>An unchanged file is not written again for less.</summary>
    private static readonly TimeSpan WorthWriting = TimeSpan.FromMinutes(1);

    private readonly SecretKey _key;
    private readonly CacheFile _file;
    private readonly Action<string> _warn;

    public SecretCache(SecretCacheOptions options, Uri server, Guid apiKeyId, SecretKey apiSecretKey)
    {
        // The name does not depend on the secret key: a file of this key id that another secret key has sealed shall be noticed, not passed
        // by. And it is a digest, because an API key's id is half of a credential.
        var owner = $"{server} {apiKeyId}";
        _key = KeyDerivation.Derive(apiSecretKey, KeyPurpose.Cache, owner);
        _file = new CacheFile(options.Directory, Digest(owner) + ".sealed", _key, options.Patience);
        _warn = options.Warn;
    }

    public string Path => _file.Path;

    public void Dispose() => _key.Dispose();

    /// <exception cref="PsonoApiException">The file cannot be read, or is not authentic.</exception>
    public CacheContent Load()
    {
        if (_file.IsOpenToOthers())
            _warn($"other users may replace files in {System.IO.Path.GetDirectoryName(Path)}, where the cache is; run: chmod go-w on it");
        return Parse(_file.Read());
    }

    /// <summary>Keeps what was learned. That it cannot be kept is no reason not to use it.</summary>
    public void Save(CacheContent content)
    {
        try
        {
            _file.Replace(present =>
            {
                if (content.IsOf(present))
                    CryptographicOperations.ZeroMemory(present);
                else
                    content.Adopt(Parse(present));
                return CacheFormat.Write(content);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PsonoApiException)
        {
            _warn(
                $"the cache {Path} cannot be written: {(e is UnauthorizedAccessException ? "no permission" : "the file system refuses")}");
        }
    }

    /// <summary>Whether a file in which all secrets were confirmed at these times should say that they were confirmed now.</summary>
    public static bool IsWorthWriting(IEnumerable<DateTimeOffset> confirmedAt, DateTimeOffset now) =>
        confirmedAt.Any(time => (now - time).Duration() > WorthWriting);

    private CacheContent Parse(byte[]? content)
    {
        if (content is null)
            return new CacheContent();
        try
        {
            return CacheFormat.Read(content);
        }
        catch (FormatException e)
        {
            CryptographicOperations.ZeroMemory(content);
            throw new PsonoApiException(
                PsonoFailure.CacheNotAuthentic, $"the cache {Path} opens with this API key's secret key, but what is in it is no cache", e);
        }
    }

    private static string Digest(string text)
    {
        var digest = new Sha256Digest();
        digest.BlockUpdate(Encoding.UTF8.GetBytes(text));
        Span<byte> hash = stackalloc byte[32];
        digest.DoFinal(hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
