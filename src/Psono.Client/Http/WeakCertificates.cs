using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Psono.Shared;

namespace Psono.Client.Http;

/// <summary>
/// What the runtime's chain builder takes and OpenSSL by itself refuses (security level 2): signatures over SHA-1 or MD5, which can be
/// forged, and RSA keys that can be factored. The signature of a trust anchor proves nothing, so it may be of any kind.
/// </summary>
internal static class WeakCertificates
{
    private const int SmallestRsaKey = 2048;
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string RsaPss = "1.2.840.113549.1.1.10";
    private const string Sha1 = "1.3.14.3.2.26";

    private static readonly Dictionary<string, string> WeakSignatures = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.1.1.2"] = "MD2",
        ["1.2.840.113549.1.1.3"] = "MD4",
        ["1.2.840.113549.1.1.4"] = "MD5",
        ["1.3.36.3.3.1.2"] = "RIPEMD-160",
        ["1.2.840.113549.1.1.5"] = "SHA-1",
        ["1.3.14.3.2.29"] = "SHA-1",
        ["1.2.840.10040.4.3"] = "SHA-1",
        ["1.2.840.10045.4.1"] = "SHA-1",
    };

    /// <summary>Null if the chain, from the server's certificate to the trust anchor, is strong enough.</summary>
    public static PsonoApiException? RefusalOf(string host, X509Chain chain)
    {
        for (var i = 0; i < chain.ChainElements.Count; i++)
        {
            var certificate = chain.ChainElements[i].Certificate;
            var isAnchor = i > 0 && i == chain.ChainElements.Count - 1;
            var weakness = (isAnchor ? null : WeakHashOf(certificate)) is { } hash ? $"is signed with {hash}, which can be forged"
                : RsaKeySizeOf(certificate) is { } size and < SmallestRsaKey ? $"has an RSA key of {size} bits, which is too short"
                : null;
            if (weakness is null)
                continue;
            var which = i == 0
                ? $"the certificate of {host}"
                : $"\"{Printable.Short(certificate.Subject)}\", which issued the certificate of {host},";
            return new PsonoApiException(PsonoFailure.CertificateInvalid, $"{which} {weakness}");
        }

        return null;
    }

    private static string? WeakHashOf(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        RsaPss => HashOfPss(certificate) == Sha1 ? "SHA-1" : null,
        { } algorithm => WeakSignatures.GetValueOrDefault(algorithm),
        null => null,
    };

    /// <summary>The parameters name the hash; without it, it is SHA-1 (RFC 4055, section 3.1). So it is if nobody can tell.</summary>
    private static string HashOfPss(X509Certificate2 certificate)
    {
        try
        {
            var outer = new AsnReader(certificate.RawData, AsnEncodingRules.BER).ReadSequence();
            outer.ReadEncodedValue();
            var algorithm = outer.ReadSequence();
            algorithm.ReadObjectIdentifier();
            var parameters = algorithm.HasData ? algorithm.ReadSequence() : null;
            var tag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
            return parameters is { HasData: true } && parameters.PeekTag() == tag
                ? parameters.ReadSequence(tag).ReadSequence().ReadObjectIdentifier()
                : Sha1;
        }
        catch (AsnContentException)
        {
            return Sha1;
        }
    }

    /// <summary>Bits of the modulus, of keys for PSS alone as well, which the runtime does not read; 0 if it cannot be read.</summary>
    private static int? RsaKeySizeOf(X509Certificate2 certificate)
    {
        if (certificate.PublicKey.Oid.Value is not (Rsa or RsaPss))
            return null;
        try
        {
            var key = new AsnReader(certificate.PublicKey.EncodedKeyValue.RawData, AsnEncodingRules.BER).ReadSequence();
            return (int)key.ReadInteger().GetBitLength();
        }
        catch (AsnContentException)
        {
            return 0;
        }
    }
}
