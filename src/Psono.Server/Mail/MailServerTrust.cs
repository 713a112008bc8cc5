using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Psono.Shared;

namespace Psono.Server.Mail;

/// <summary>Whether the certificate of a mail server is right, for one connection; and if not, why.</summary>
internal sealed class MailServerTrust(MailAuthorities? authorities)
{
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private const int MaxNames = 3;

    /// <summary>Null: nothing is wrong, or there was none yet.</summary>
    public string? Problem { get; private set; }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Problem = certificate is X509Certificate2 { } own && chain is not null ? Find(own, chain, errors) : "there is none";
        return Problem is null;
    }

    public static X509ChainStatusFlags Flags(X509Chain chain) =>
        chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (flags, status) => flags | status.Status);

    private string? Find(X509Certificate2 certificate, X509Chain chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"it is for {NamesOf(certificate)}";
        if (authorities is null && errors == SslPolicyErrors.None)
            return null;
        var flags = authorities?.Check(certificate, chain.ChainPolicy.ExtraStore) ?? Flags(chain);
        if (authorities is not null && flags == X509ChainStatusFlags.NoError)
            return null;
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return $"it is valid from {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}";
        return (flags & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != 0
            ? $"'{Printable.Short(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true))}' issued it, "
                + (authorities is null
                    ? "which this machine does not trust; --email-verify-ca-file names a private authority"
                    : "which is not in --email-verify-ca-file")
            : flags.ToString();
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(ip => ip.ToString())))
            .Take(MaxNames).ToList();
        return names.Count == 0 ? "no name" : Printable.Short(string.Join(", ", names));
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
