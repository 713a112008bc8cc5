using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Shared;

namespace Psono.Server.Hosting;

/// <summary>The certificate by which the server ends TLS itself, with its key, and the certificates that lead to its root.</summary>
internal sealed record TlsCertificate(X509Certificate2 Own, X509Certificate2Collection Chain) : IDisposable
{
    private const int MaxBytes = 1 << 20;
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";

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
            throw new StartException(WhyNot(certificates, path, key, keyPath));
        }
    }

    private static string WhyNot(string certificates, string path, string key, string keyPath)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificates);
        if (chain[0].PublicKey.Oid.Value is not (Rsa or EllipticCurve))
            return $"the key of the certificate in {path} is of an algorithm that is not supported: RSA and ECDSA are";
        for (var i = 1; i < chain.Count; i++)
        {
            try
            {
                using var own = X509Certificate2.CreateFromPem(chain[i].ExportCertificatePem(), key);
                return $"{keyPath} holds the private key of certificate {i + 1} in {path}: that has to come first, what issued it after it";
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                // Not of this one either.
            }
        }

        return key.Contains("PRIVATE KEY-----", StringComparison.Ordinal)
            ? $"{keyPath} does not hold the private key of the first certificate in {path}"
            : $"there is no private key in {keyPath}: it has to begin with -----BEGIN PRIVATE KEY-----";
    }

    private static string Read(string path)
    {
        try
        {
            return Utf8Text.Decode(BoundedFile.Read(path, MaxBytes));
        }
        catch (FormatException e)
        {
            throw new StartException($"{path} {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot read {path}: {e.Message}");
        }
    }
}
