using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Psono.Tests.Client;

/// <summary>A private certification authority, and certificates as it should and should not issue them.</summary>
internal sealed class TestAuthority
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly X509Certificate2 _issuer;

    private TestAuthority(X509Certificate2 issuer) => _issuer = issuer;

    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(_issuer.RawData);

    public static TestAuthority Root(string name, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key, isAuthority: true);
        return new TestAuthority(request.CreateSelfSigned(Now.AddYears(-10), expired ? Now.AddDays(-1) : Now.AddYears(10)));
    }

    /// <summary>A root that can be factored, and what it issued.</summary>
    public static (TestAuthority Root, X509Certificate2 Server) Short(string host)
    {
        using var key = RSA.Create(1024);
        var request = new CertificateRequest("CN=Short Root", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        var root = new TestAuthority(request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1)));
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = Request("server", serverKey, isAuthority: false);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        server.CertificateExtensions.Add(names.Build());
        using var certificate = server.Create(
            root._issuer.SubjectName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), Now.AddDays(-1), Now.AddDays(90),
            RandomNumberGenerator.GetBytes(16));
        using var withKey = certificate.CopyWithPrivateKey(serverKey);
        return (root, X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null));
    }

    public TestAuthority Intermediate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var end = _issuer.NotAfter < Now.AddDays(300) ? _issuer.NotAfter : Now.AddDays(300);
        var request = Request(name, key, isAuthority: true);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        AddIssuerKey(request);
        var certificate = request.Create(_issuer, Now.AddDays(-30), end, RandomNumberGenerator.GetBytes(16));
        return new TestAuthority(certificate.CopyWithPrivateKey(key));
    }

    public X509Certificate2 Server(string host, bool expired = false, string purpose = "1.3.6.1.5.5.7.3.1", bool onlyCommonName = false)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        return Server(onlyCommonName ? host : "server", onlyCommonName ? null : names.Build(), expired, purpose);
    }

    public X509Certificate2 Server(
        string commonName, X509Extension? alternativeNames, bool expired = false, string purpose = "1.3.6.1.5.5.7.3.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(commonName, key, isAuthority: false);
        if (alternativeNames is not null)
            request.CertificateExtensions.Add(alternativeNames);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        AddIssuerKey(request);
        var end = expired ? Now.AddDays(-2) : _issuer.NotAfter < Now.AddDays(200) ? _issuer.NotAfter : Now.AddDays(200);
        using var certificate = request.Create(_issuer, Now.AddDays(-20), end, RandomNumberGenerator.GetBytes(16));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>As real authorities do it; but roots here have no key identifier, so that two of one name are hard to tell apart.</summary>
    private void AddIssuerKey(CertificateRequest request)
    {
        if (_issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } key)
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(key));
    }

    private static CertificateRequest Request(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        var usages = isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature;
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usages, critical: true));
        return request;
    }
}
