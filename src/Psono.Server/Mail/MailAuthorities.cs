using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Shared;

namespace Psono.Server.Mail;

/// <summary>Who may have issued the certificate of the mail server, and nobody else.</summary>
internal sealed record MailAuthorities(X509Certificate2Collection Certificates)
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Null: whoever this machine trusts.</summary>
    /// <exception cref="StartException">They cannot be read.</exception>
    public static MailAuthorities? Open(ServerOptions options)
    {
        if (options.EmailVerifyCaFile is not { } path)
            return null;
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Utf8Text.Decode(BoundedFile.Read(path, MaxBytes)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot read {path}: {e.Message}");
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw new StartException($"a certificate in {path} is damaged");
        }

        return certificates.Count > 0
            ? new MailAuthorities(certificates)
            : throw new StartException($"there is no certificate in {path}: it has to begin with -----BEGIN CERTIFICATE-----");
    }

    /// <summary>Whether one of them issued it, with the certificates between that the server sent.</summary>
    public X509ChainStatusFlags Check(X509Certificate2 certificate, X509Certificate2Collection between)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Certificates);
        chain.ChainPolicy.ExtraStore.AddRange(between);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(MailServerTrust.ServerAuthentication));
        return chain.Build(certificate) ? X509ChainStatusFlags.NoError : MailServerTrust.Flags(chain);
    }
}
