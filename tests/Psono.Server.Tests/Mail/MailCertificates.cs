using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Psono.Server.Tests.Mail;

/// <summary>Certificates of mail servers, right and wrong, with their keys.</summary>
internal static class MailCertificates
{
    public const string Authority = "Example Authority";

    /// <summary>
    /// Writes <c>ca.pem</c>, and <c>good</c>, <c>other</c> (another name), <c>expired</c> and <c>stranger</c> (self-signed).
    /// </summary>
    public static async Task WriteAsync(string directory)
    {
        var now = TimeProvider.System.GetUtcNow();
        var year = TimeSpan.FromDays(365);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = Request(Authority, key, isAuthority: true).CreateSelfSigned(now - 3 * year, now + year);
        await File.WriteAllTextAsync(Path.Combine(directory, "ca.pem"), authority.ExportCertificatePem());
        await WriteAsync(directory, "good", "localhost", authority, now - year, now + year / 2);
        await WriteAsync(directory, "other", "other.example.com", authority, now - year, now + year / 2);
        await WriteAsync(directory, "expired", "localhost", authority, now - 2 * year, now - year);
        await WriteAsync(directory, "stranger", "localhost", null, now - year, now + year / 2);
    }

    private static async Task WriteAsync(
        string directory, string file, string name, X509Certificate2? authority, DateTimeOffset from, DateTimeOffset till)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key, isAuthority: false);
        using var certificate = authority is null
            ? request.CreateSelfSigned(from, till)
            : request.Create(authority, from, till, RandomNumberGenerator.GetBytes(8));
        await File.WriteAllTextAsync(
            Path.Combine(directory, file + ".pem"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
    }

    private static CertificateRequest Request(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        if (isAuthority)
            return request;
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost")
            names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
