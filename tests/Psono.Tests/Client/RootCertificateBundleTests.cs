using System.Text;
using Psono.Client.Http;

namespace Psono.Tests.Client;

public sealed class RootCertificateBundleTests
{
    private readonly TestAuthority[] _roots = [TestAuthority.Root("One"), TestAuthority.Root("Two"), TestAuthority.Root("Two")];

    [Fact]
    public void Only_certificates_of_the_wanted_name_are_parsed()
    {
        var pem = Encoding.ASCII.GetBytes(string.Join("\n# comment\n", _roots.Select(root => root.Certificate.ExportCertificatePem())));
        Assert.Equal(3, RootCertificateBundle.Read(pem, subjects: null).Count);
        Assert.Equal(2, RootCertificateBundle.Read(pem, [_roots[1].Certificate.SubjectName.RawData]).Count);
        Assert.Empty(RootCertificateBundle.Read(pem, [TestAuthority.Root("Three").Certificate.SubjectName.RawData]));
    }

    [Fact]
    public void Other_things_in_a_pem_file_are_passed_over()
    {
        const string Text = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n";
        var pem = Encoding.ASCII.GetBytes(Text + _roots[0].Certificate.ExportCertificatePem() + "\n-----BEGIN CERTIFICATE-----\nhalf");
        Assert.Single(RootCertificateBundle.Read(pem, subjects: null));
        var garbage = Encoding.ASCII.GetBytes("-----BEGIN CERTIFICATE-----\nMAAw\n-----END CERTIFICATE-----\n");
        Assert.Empty(RootCertificateBundle.Read(garbage, [_roots[0].Certificate.SubjectName.RawData]));
    }

    [Fact]
    public void What_cannot_be_read_is_passed_over() =>
        Assert.Empty(new RootCertificateBundle("/nonexistent/bundle.pem", "/nonexistent:/proc/self/mem").Find(subjects: null));

    [Fact]
    public void The_systems_own_bundle_is_found_and_every_root_in_it_by_its_name()
    {
        Assert.SkipUnless(File.Exists("/etc/ssl/certs/ca-certificates.crt"), "this system keeps its roots elsewhere");
        var bundle = new RootCertificateBundle(file: null, directories: null);
        var all = bundle.Find(subjects: null).ToList();
        Assert.True(all.Count > 50);
        Assert.All(all.Take(20), root => Assert.Contains(root, bundle.Find([root.IssuerName.RawData])));
    }
}
