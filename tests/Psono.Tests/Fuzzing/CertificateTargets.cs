using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Psono.Client.Http;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>Files of root certificates.</summary>
internal static class CertificateTargets
{
    private static readonly byte[] Pem = FuzzVectors.Of("root-certificates").Single(vector => vector.Name == "valid.pem").Input;

    private static readonly X509Certificate2 Root = RootCertificateBundle.Read(Pem, null).Single();

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "root-certificates",
            Sources = ["Psono.Client/Http/RootCertificateBundle.cs"],
            Seeds = [Pem],
            Words = ["-----BEGIN CERTIFICATE-----\n", "\n-----END CERTIFICATE-----\n", "-----BEGIN X509 CRL-----"],
            Allowed = [typeof(CryptographicException)],
            CallAsync = FuzzTarget.Bytes(Read),
        },
        new()
        {
            Name = "root-certificate-der",
            Sources = ["Psono.Client/Http/RootCertificateBundle.cs"],
            Seeds = [Root.RawData],
            Allowed = [typeof(CryptographicException)],
            CallAsync = FuzzTarget.Bytes(der => Read(FuzzTarget.Utf8(PemEncoding.WriteString("CERTIFICATE", der)))),
        },
    ];

    private static void Read(byte[] pem)
    {
        foreach (var subjects in new byte[][]?[] { [Root.SubjectName.RawData], null })
            RootCertificateBundle.Read(pem, subjects).ForEach(certificate => certificate.Dispose());
    }
}
