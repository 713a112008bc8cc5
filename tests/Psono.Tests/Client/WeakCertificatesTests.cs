using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Psono.Client.Http;

namespace Psono.Tests.Client;

/// <summary>Chains that the runtime takes and OpenSSL does not.</summary>
public sealed class WeakCertificatesTests : IDisposable
{
    private const string Ec = "1.2.840.10045.2.1";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RSA _short = RSA.Create(1024);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static TheoryData<string, string?> Leaves => new()
    {
        { "rsa sha256", null },
        { "pss sha256", null },
        { "ec sha256", null },
        { "rsa sha1", "the certificate of example.com is signed with SHA-1, which can be forged" },
        { "pss sha1", "the certificate of example.com is signed with SHA-1, which can be forged" },
        { "ec sha1", "the certificate of example.com is signed with SHA-1, which can be forged" },
        { "rsa md5", "the certificate of example.com is signed with MD5, which can be forged" },
        { "short", "the certificate of example.com has an RSA key of 1024 bits, which is too short" },
    };

    [Theory, MemberData(nameof(Leaves))]
    public void A_certificate_of_a_server_is_as_strong_as_OpenSSL_wants_it(string kind, string? refusal)
    {
        var hash = kind[^4..] switch { "sha1" => HashAlgorithmName.SHA1, " md5" => HashAlgorithmName.MD5, _ => HashAlgorithmName.SHA256 };
        using var root = kind.StartsWith("ec", StringComparison.Ordinal)
            ? Issue("CN=Root", _ec, Ecdsa(), HashAlgorithmName.SHA256)
            : Issue("CN=Root", _rsa, Rsa(_rsa, kind), HashAlgorithmName.SHA256);
        var generator = kind.StartsWith("ec", StringComparison.Ordinal) ? Ecdsa() : Rsa(_rsa, kind);
        using var leaf = Issue("CN=example.com", kind == "short" ? _short : _ec, generator, hash, root);

        Assert.Equal(refusal, RefusalOf(leaf, root));
    }

    [Theory]
    [InlineData("sha1", "\"CN=Middle\", which issued the certificate of example.com, is signed with SHA-1, which can be forged")]
    [InlineData("short", "\"CN=Middle\", which issued the certificate of example.com, has an RSA key of 1024 bits, which is too short")]
    [InlineData("good", null)]
    public void So_are_those_between_it_and_the_root(string kind, string? refusal)
    {
        var key = kind == "short" ? _short : _rsa;
        using var root = Issue("CN=Root", _ec, Ecdsa(), HashAlgorithmName.SHA256);
        using var middle = Issue(
            "CN=Middle", key, Ecdsa(), kind == "sha1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, root);
        using var leaf = Issue("CN=example.com", _ec, Rsa(key, "rsa"), HashAlgorithmName.SHA256, middle);

        Assert.Equal(refusal, RefusalOf(leaf, root, middle));
    }

    [Theory]
    [InlineData("sha1", null)]
    [InlineData("short", "\"CN=Root\", which issued the certificate of example.com, has an RSA key of 1024 bits, which is too short")]
    public void The_signature_of_a_root_proves_nothing_but_its_key_does(string kind, string? refusal)
    {
        var key = kind == "short" ? _short : _rsa;
        using var root = Issue("CN=Root", key, Rsa(key, "rsa"), kind == "sha1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        using var leaf = Issue("CN=example.com", _ec, Rsa(key, "rsa"), HashAlgorithmName.SHA256, root);

        Assert.Equal(refusal, RefusalOf(leaf, root));
    }

    /// <summary>Of a key that signs nothing but PSS the runtime reads no size.</summary>
    [Theory]
    [InlineData(1024, "\"CN=Root\", which issued the certificate of example.com, has an RSA key of 1024 bits, which is too short")]
    [InlineData(2048, null)]
    public void A_key_for_PSS_alone_is_measured_too(int bits, string? refusal)
    {
        using var rsa = RSA.Create(bits);
        var plain = new PublicKey(rsa);
        var key = new PublicKey(new Oid("1.2.840.113549.1.1.10"), parameters: null, plain.EncodedKeyValue);
        using var root = Issue("CN=Root", key, Rsa(rsa, "pss"), HashAlgorithmName.SHA256);
        using var leaf = Issue("CN=example.com", _ec, Rsa(rsa, "pss"), HashAlgorithmName.SHA256, root);

        Assert.Equal(refusal, RefusalOf(leaf, root));
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _short.Dispose();
        _ec.Dispose();
    }

    private static AnyHash Rsa(RSA key, string kind)
    {
        var padding = kind.StartsWith("pss", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return new AnyHash(
            (data, hash) => key.SignData(data, hash, padding), X509SignatureGenerator.CreateForRSA(key, padding),
            isPss: padding == RSASignaturePadding.Pss);
    }

    private AnyHash Ecdsa() => new(
        (data, hash) => _ec.SignData(data, hash, DSASignatureFormat.Rfc3279DerSequence), X509SignatureGenerator.CreateForECDsa(_ec),
        isPss: false);

    private static string? RefusalOf(X509Certificate2 leaf, X509Certificate2 root, params X509Certificate2[] sent)
    {
        using var chain = new X509Chain
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        Assert.True(chain.Build(leaf), "the runtime should take it");
        Assert.Equal(2 + sent.Length, chain.ChainElements.Count);
        return WeakCertificates.RefusalOf("example.com", chain)?.Message;
    }

    private static X509Certificate2 Issue(
        string name, AsymmetricAlgorithm key, X509SignatureGenerator generator, HashAlgorithmName hash, X509Certificate2? issuer = null) =>
        Issue(name, key is RSA rsa ? new PublicKey(rsa) : new PublicKey((ECDsa)key), generator, hash, issuer);

    /// <summary>A root without an issuer; what is not the server's may issue others.</summary>
    private static X509Certificate2 Issue(
        string name, PublicKey publicKey, X509SignatureGenerator generator, HashAlgorithmName hash, X509Certificate2? issuer = null)
    {
        var subject = new X500DistinguishedName(name);
        var request = new CertificateRequest(subject, publicKey, hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(name != "CN=example.com", false, 0, critical: true));
        return request.Create(
            issuer?.SubjectName ?? subject, generator, Now.AddDays(-1), Now.AddDays(issuer is null ? 90 : 30),
            RandomNumberGenerator.GetBytes(16));
    }

    /// <summary>The runtime signs with no old hash by itself.</summary>
    private sealed class AnyHash(Func<byte[], HashAlgorithmName, byte[]> sign, X509SignatureGenerator strong, bool isPss)
        : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            (hashAlgorithm.Name, strong.PublicKey.Oid.Value == Ec, isPss) switch
            {
                ("SHA1", true, _) => Convert.FromHexString("300906072A8648CE3D0401"),
                ("SHA1", _, true) => Convert.FromHexString("300D06092A864886F70D01010A3000"),
                ("SHA1", _, _) => Convert.FromHexString("300D06092A864886F70D0101050500"),
                ("MD5", _, _) => Convert.FromHexString("300D06092A864886F70D0101040500"),
                _ => strong.GetSignatureAlgorithmIdentifier(hashAlgorithm),
            };

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => sign(data, hashAlgorithm);

        protected override PublicKey BuildPublicKey() => strong.PublicKey;
    }
}
