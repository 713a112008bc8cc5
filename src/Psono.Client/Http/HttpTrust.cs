using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Psono.Shared;

namespace Psono.Client.Http;

/// <summary>
/// Judges the server's certificate: chain, dates, purpose and host name. Trusted are the roots of the system and those of the options.
/// </summary>
internal sealed class HttpTrust : IDisposable
{
    private readonly List<X509Certificate2> _ownRoots;
    private readonly RootCertificateBundle? _bundle;
    private readonly bool _acceptAnything;

    private HttpTrust(List<X509Certificate2> ownRoots, HttpOptions options)
    {
        _ownRoots = ownRoots;
        _bundle = options.Roots;
        _acceptAnything = options.DangerDisableTlsVerification;
    }

    /// <summary>Why the last certificate was refused.</summary>
    public PsonoApiException? Refusal { get; private set; }

    public static HttpTrust Create(HttpOptions options)
    {
        var roots = new List<X509Certificate2>();
        if (options.PemRootCertificatePath is { } pem)
            roots.AddRange(Load(pem, "PEM", content => RootCertificateBundle.Read(content, subjects: null)));
        if (options.DerRootCertificatePath is { } der)
            roots.AddRange(Load(der, "DER", content => [X509CertificateLoader.LoadCertificate(content)]));
        return new HttpTrust(roots, options);
    }

    public SslClientAuthenticationOptions ClientOptions() => new()
    {
        RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            _acceptAnything || Accepts(((SslStream)sender).TargetHostName, certificate as X509Certificate2, chain, errors),
        CertificateChainPolicy = Policy(_bundle is null ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust),
    };

    public void Dispose() => _ownRoots.ForEach(root => root.Dispose());

    private bool Accepts(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        try
        {
            Refusal = RefusalOf(host, certificate, chain, errors);
        }
        catch (CryptographicException)
        {
            Refusal = HttpTrustErrors.Unreadable(host);
        }

        return Refusal is null;
    }

    private PsonoApiException? RefusalOf(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return new PsonoApiException(PsonoFailure.CertificateInvalid, $"{host} sent no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return HttpTrustErrors.AnotherHost(host, certificate);
        if (HttpTrustErrors.HostsOf(certificate).Count == 0)
            return HttpTrustErrors.NoAlternativeName(host);

        // The runtime looks into the CN where there is no name of the kind that is sought.
        if (!certificate.MatchesHostname(host, allowWildcards: true, allowCommonName: false))
            return HttpTrustErrors.AnotherHost(host, certificate);
        return errors == SslPolicyErrors.None ? WeakCertificates.RefusalOf(host, chain) : Judge(host, certificate, chain);
    }

    /// <summary>Null if the certificate is trusted.</summary>
    private PsonoApiException? Judge(string host, X509Certificate2 certificate, X509Chain given)
    {
        var built = new List<X509Chain>();
        try
        {
            return Judge(host, certificate, given, built);
        }
        finally
        {
            built.ForEach(Dispose);
        }
    }

    private PsonoApiException? Judge(string host, X509Certificate2 certificate, X509Chain given, List<X509Chain> built)
    {
        // One root at a time: several may bear the same name, and the chain builder would settle for the first.
        var sent = given.ChainPolicy.ExtraStore;
        var issuers = sent.Append(certificate).Select(c => c.IssuerName.RawData).ToList();
        PsonoApiException? weak = null;
        X509Chain? reason = null;
        foreach (var root in _ownRoots.Concat(_bundle?.Find(issuers) ?? []))
        {
            if (!Builds(certificate, sent, [root], built, out var chain))
                reason ??= HttpTrustErrors.EndsInTrustedRoot(chain) ? chain : null;
            else if (WeakCertificates.RefusalOf(host, chain) is { } refusal)
                weak ??= refusal;
            else
                return null;
        }

        if (weak is not null)
            return weak;
        if (reason is not null || _bundle is null)
            return HttpTrustErrors.NotTrusted(host, certificate, reason ?? given);

        // A name may be spelled differently in the certificate and in the root. Then only the chain builder can tell.
        return Builds(certificate, sent, [.. _ownRoots, .. _bundle.Find(subjects: null)], built, out var complete)
            ? WeakCertificates.RefusalOf(host, complete)
            : HttpTrustErrors.NotTrusted(host, certificate, complete);
    }

    private static bool Builds(
        X509Certificate2 certificate, X509Certificate2Collection sent, X509Certificate2[] roots, List<X509Chain> built,
        out X509Chain chain)
    {
        chain = new X509Chain { ChainPolicy = Policy(X509ChainTrustMode.CustomRootTrust) };
        built.Add(chain);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        return chain.Build(certificate);
    }

    /// <summary>The certificates of a chain are its own copies, which it leaves to others.</summary>
    private static void Dispose(X509Chain chain)
    {
        foreach (var element in chain.ChainElements)
            element.Certificate.Dispose();
        chain.Dispose();
    }

    private static X509ChainPolicy Policy(X509ChainTrustMode mode) => new()
    {
        TrustMode = mode,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        ApplicationPolicy = { new Oid("1.3.6.1.5.5.7.3.1", "TLS server") },
    };

    private static List<X509Certificate2> Load(string path, string format, Func<byte[], List<X509Certificate2>> read)
    {
        try
        {
            var content = BoundedFile.Read(path, RootCertificateBundle.MaxBytes);
            return read(content) is { Count: > 0 } roots
                ? roots
                : throw Unusable(
                    Utf8Text.IsUtf16(content) ? "is UTF-16 text; save it as UTF-8"
                    : content is [0x30, ..] ? $"is not {format} but DER"
                    : "holds no certificate",
                    null);
        }
        catch (CryptographicException e)
        {
            throw Unusable($"is not a {format} certificate", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : "cannot be read", e);
        }

        PsonoApiException Unusable(string why, Exception? cause) =>
            new(PsonoFailure.CertificateFile, $"the certificate file {path} {why}", cause);
    }
}
