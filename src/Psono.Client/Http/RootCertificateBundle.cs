using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Psono.Shared;

namespace Psono.Client.Http;

/// <summary>
/// The root certificates of a Linux system, of which only those are parsed that a server's certificate names as its issuer.
/// The runtime's own store parses all of them before the first handshake, which takes several times as long as a request.
/// </summary>
internal sealed class RootCertificateBundle
{
    /// <summary>Systems have some 200 KB of roots.</summary>
    public const int MaxBytes = 16 << 20;

    private static readonly string[] UsualFiles =
    [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];

    private readonly string? _file;
    private readonly string[] _directories;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="file">A PEM file, as SSL_CERT_FILE names it; <see langword="null"/> for the file that distributions keep.</param>
    /// <param name="directories">Directories of PEM files, separated by colons, as SSL_CERT_DIR names them.</param>
    public RootCertificateBundle(string? file, string? directories)
    {
        _file = string.IsNullOrEmpty(file) ? Array.Find(UsualFiles, File.Exists) : file;
        _directories = directories?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
    }

    /// <summary>Finds certificates.</summary>
    /// <param name="subjects">The names of which a certificate must bear one; <see langword="null"/> for every certificate.</param>
    /// <returns>
    /// The certificates, read when they are asked for: the directories hold hundreds of files, and mostly the same as the one file.
    /// </returns>
    internal IEnumerable<X509Certificate2> Find(IReadOnlyCollection<byte[]>? subjects)
    {
        var files = _directories.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles);
        return (_file is null ? files : files.Prepend(_file)).SelectMany(path => ReadIfPossible(path, subjects));
    }

    /// <summary>Reads the certificates of a PEM text.</summary>
    internal static List<X509Certificate2> Read(ReadOnlySpan<byte> pem, IReadOnlyCollection<byte[]>? subjects)
    {
        var found = new List<X509Certificate2>();
        while (PemEncoding.TryFindUtf8(pem = WithoutMark(pem), out var block))
        {
            if (pem[block.Label].SequenceEqual("CERTIFICATE"u8))
            {
                var der = new byte[block.DecodedDataLength];
                Base64.DecodeFromUtf8(pem[block.Base64Data], der, out _, out _);
                if (subjects is null || subjects.Any(name => SubjectIs(der, name)))
                    found.Add(X509CertificateLoader.LoadCertificate(der));
            }

            pem = pem[block.Location.End..];
        }

        return found;
    }

    /// <summary>A byte order mark in front of a block, also of the second of two files that were put together, would hide it.</summary>
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> pem)
    {
        var rest = pem.TrimStart(" \t\r\n"u8);
        return rest.StartsWith("\uFEFF"u8) ? rest[3..] : pem;
    }

    private static List<X509Certificate2> ReadIfPossible(string path, IReadOnlyCollection<byte[]>? subjects)
    {
        try
        {
            return Read(BoundedFile.Read(path, MaxBytes), subjects);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // One bad file must not make the others useless; a root that is missing in the end is an error of its own.
            return [];
        }
    }

    /// <summary>
    /// Whether the subject of a certificate is this name: certificate, to-be-signed part, [version], serial,
    /// algorithm, issuer, validity, subject.
    /// </summary>
    private static bool SubjectIs(ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> name)
    {
        try
        {
            var rest = Content(Content(certificate));
            if (rest is [0xA0, ..])
                rest = AfterFirst(rest);
            for (var skipped = 0; skipped < 4; skipped++)
                rest = AfterFirst(rest);
            return rest.StartsWith(name);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> der)
    {
        AsnDecoder.ReadEncodedValue(der, AsnEncodingRules.DER, out var offset, out var length, out _);
        return der.Slice(offset, length);
    }

    private static ReadOnlySpan<byte> AfterFirst(ReadOnlySpan<byte> der)
    {
        AsnDecoder.ReadEncodedValue(der, AsnEncodingRules.DER, out _, out _, out var consumed);
        return der[consumed..];
    }
}
