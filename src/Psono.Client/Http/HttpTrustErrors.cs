using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Psono.Shared;

namespace Psono.Client.Http;

internal static class HttpTrustErrors
{
    public static PsonoApiException AnotherHost(string host, X509Certificate2 certificate)
    {
        var names = HostsOf(certificate);
        var bearer = names.Count == 0 ? certificate.Subject : string.Join(", ", names.Take(5)) + (names.Count > 5 ? ", …" : "");
        return new(PsonoFailure.CertificateForAnotherHost, $"the certificate of {host} is for another host: {Printable.Short(bearer)}");
    }

    /// <summary>The names of hosts and the addresses that the certificate is for.</summary>
    public static List<string> HostsOf(X509Certificate2 certificate) =>
    [
        .. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(
            names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString()))),
    ];

    public static PsonoApiException Unreadable(string host) =>
        new(PsonoFailure.CertificateInvalid, $"the certificate of {host} cannot be read; issue it again");

    // docs/decisions/0061
    /// <summary>Names in the subject (CN) have no form that a program could compare: nobody has looked there since 2017.</summary>
    public static PsonoApiException NoAlternativeName(string host) => new(
        PsonoFailure.CertificateInvalid,
        $"the certificate of {host} names no host: it lacks a subject alternative name of one, and the CN does not count; "
        + "issue one with it");

    public static PsonoApiException NotTrusted(string host, X509Certificate2 certificate, X509Chain chain)
    {
        if (!EndsInTrustedRoot(chain))
        {
            var last = chain.ChainElements.Count > 0 ? chain.ChainElements[^1].Certificate : certificate;
            var issuer = last.Subject == last.Issuer ? "which is its own root" : "which is not known here";
            return new(
                PsonoFailure.CertificateUntrusted,
                $"the certificate of {host} is not trusted: it leads to \"{Printable.Short(last.Issuer)}\", {issuer}");
        }

        var expired = chain.ChainElements.FirstOrDefault(
            e => e.ChainElementStatus.Any(s => s.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)));
        return expired is null
            ? new(PsonoFailure.CertificateInvalid, $"the certificate of {host} is not valid: {StatusOf(chain)}")
            : Expired(host, expired.Certificate, expired.Certificate.Equals(certificate));
    }

    public static bool EndsInTrustedRoot(X509Chain chain) =>
        (StatusOf(chain) & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) == 0;

    private static X509ChainStatusFlags StatusOf(X509Chain chain) =>
        chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);

    private static PsonoApiException Expired(string host, X509Certificate2 certificate, bool isLeaf)
    {
        var which = isLeaf
            ? $"the certificate of {host}"
            : $"\"{Printable.Short(certificate.Subject)}\", which issued the certificate of {host},";
        return new(
            PsonoFailure.CertificateExpired,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{which} is valid from {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd}, not now"));
    }
}
