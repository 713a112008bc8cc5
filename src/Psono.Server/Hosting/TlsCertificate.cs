using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Shared;

namespace Psono.Server.Hosting;

/// <summary>The certificate by which the server ends TLS itself, with its key, and the certificates that lead to its root.</summary>
internal sealed record TlsCertificate(X509Certificate2 Own, X509Certificate2Collection Chain) : IDisposable
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Null: the server does not end TLS.</summary>
    /// <exception cref="StartException">They cannot be read, or do not belong together.</exception>
    public static TlsCertificate? Open(ServerOptions options)
    {
        if (options.TlsCertificate is not { } path || options.TlsKey is not { } keyPath)
            return null;

        var certificates = Read(path);
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificates);
        }
        catch (CryptographicException)
        {
            throw new StartException($"a certificate in {path} is damaged");
        }

        if (chain.Count == 0)
            throw new StartException($"there is no certificate in {path}: it has to begin with -----BEGIN CERTIFICATE-----");
        return new TlsCertificate(WithKey(certificates, path, keyPath), chain);
    }

    public void Dispose()
    {
        Own.Dispose();
        foreach (var certificate in Chain)
            certificate.Dispose();
    }

    private static X509Certificate2 WithKey(string certificates, string path, string keyPath)
    {
        var key = Read(keyPath);
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
            throw new StartException($"the key in {keyPath} is encrypted: psono-server asks for no password");
        try
        {
            return X509Certificate2.CreateFromPem(certificates, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new StartException($"{keyPath} does not hold the private key of the first certificate in {path}");
        }
    }

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(BoundedFile.Read(path, MaxBytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot read {path}: {e.Message}");
        }
    }
}
