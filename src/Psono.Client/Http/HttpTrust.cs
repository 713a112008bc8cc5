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
    private const string AlternativeName = "2.5.29.17";

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
        Refusal = null;
        if (certificate is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            Refusal = new PsonoApiException(PsonoFailure.CertificateInvalid, $"{host} sent no certificate");
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            Refusal = HttpTrustErrors.AnotherHost(host, certificate);
        else if (!certificate.Extensions.Any(extension => extension.Oid?.Value == AlternativeName))
            Refusal = HttpTrustErrors.NoAlternativeName(host);
        else
            Refusal = errors == SslPolicyErrors.None ? WeakCertificates.RefusalOf(host, chain) : Judge(host, certificate, chain);
        return Refusal is null;
    }

    /// <summary>Null if the certificate is trusted.</summary>
    private PsonoApiException? Judge(string host, X509Certificate2 certificate, X509Chain given)
    {
        // One root at a time: several may bear the same name, and the chain builder would settle for the first.
        var sent = given.ChainPolicy.ExtraStore;
        var issuers = sent.Append(certificate).Select(c => c.IssuerName.RawData).ToList();
        PsonoApiException? weak = null;
        X509Chain? reason = null;
        foreach (var root in _ownRoots.Concat(_bundle?.Find(issuers) ?? []))
        {
            if (!Builds(certificate, sent, [root], out var chain))
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
        return Builds(certificate, sent, [.. _ownRoots, .. _bundle.Find(subjects: null)], out var complete)
            ? WeakCertificates.RefusalOf(host, complete)
            : HttpTrustErrors.NotTrusted(host, certificate, complete);
    }

    private static bool Builds(X509Certificate2 certificate, X509Certificate2Collection sent, X509Certificate2[] roots, out X509Chain chain)
    {
        chain = new X509Chain { ChainPolicy = Policy(X509ChainTrustMode.CustomRootTrust) };
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        return chain.Build(certificate);
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
