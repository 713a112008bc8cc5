using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Psono.Client;
using Psono.Client.Http;

namespace Psono.Tests.Client;

/// <summary>Which server certificates are believed, with the roots looked up by name, and with those of the options.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _root = TestAuthority.Root("Test Root");

    [Fact]
    public async Task A_root_of_the_system_is_found_by_its_name() => await AssertTrustedAsync(_root.Server("localhost"), [], Bundle(_root));

    [Fact]
    public async Task A_root_is_found_in_a_directory()
    {
        File.WriteAllText(_directory.File("deadbeef.0"), _root.Certificate.ExportCertificatePem());
        await AssertTrustedAsync(
            _root.Server("localhost"), [], new HttpOptions { Roots = new RootCertificateBundle(Empty(), _directory.Path) });
    }

    [Fact]
    public async Task Intermediates_that_the_server_sends_are_used()
    {
        var upper = _root.Intermediate("Upper");
        var lower = upper.Intermediate("Lower");
        await AssertTrustedAsync(lower.Server("localhost"), [lower.Certificate, upper.Certificate], Bundle(_root));
    }

    [Fact]
    public async Task Without_its_intermediate_the_server_is_refused()
    {
        var failure = await RefusalAsync(_root.Intermediate("Middle").Server("localhost"), [], Bundle(_root));
        Assert.Equal(PsonoFailure.CertificateUntrusted, failure.Failure);
        Assert.Contains("CN=Middle", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_that_have_nothing_to_do_with_the_chain_do_no_harm()
    {
        var middle = _root.Intermediate("Middle");
        var stranger = TestAuthority.Root("Stranger").Intermediate("Middle");
        await AssertTrustedAsync(middle.Server("localhost"), [stranger.Certificate, middle.Certificate], Bundle(_root));
    }

    [Fact]
    public async Task Of_two_roots_of_one_name_the_right_one_counts()
    {
        var twin = TestAuthority.Root("Test Root");
        await AssertTrustedAsync(_root.Server("localhost"), [], Bundle(twin, _root));
        await AssertTrustedAsync(twin.Server("localhost"), [], Bundle(twin, _root));
        await AssertTrustedAsync(_root.Server("localhost"), [], Pem(Bundle(twin), _root));
    }

    [Fact]
    public async Task A_root_of_the_right_name_and_another_key_is_not_enough()
    {
        var failure = await RefusalAsync(_root.Server("localhost"), [], Bundle(TestAuthority.Root("Test Root")));
        Assert.NotEqual(PsonoFailure.CertificateExpired, failure.Failure);
    }

    [Fact]
    public async Task A_name_in_the_subject_alone_is_none()
    {
        var failure = await RefusalAsync(_root.Server("localhost", onlyCommonName: true), [], Bundle(_root));
        Assert.Equal(PsonoFailure.CertificateInvalid, failure.Failure);
        Assert.Contains("lacks a subject alternative name", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_in_the_subject_is_none_beside_alternative_names_of_another_kind()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress("root@localhost");
        var failure = await RefusalAsync(_root.Server("localhost", names.Build()), [], Bundle(_root));
        Assert.Equal(PsonoFailure.CertificateInvalid, failure.Failure);
        Assert.Contains("lacks a subject alternative name", failure.Message, StringComparison.Ordinal);

        names.AddIpAddress(IPAddress.Loopback);
        failure = await RefusalAsync(_root.Server("localhost", names.Build()), [], Bundle(_root));
        Assert.Equal(PsonoFailure.CertificateForAnotherHost, failure.Failure);
        Assert.Contains("127.0.0.1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alternative_names_that_cannot_be_read_are_refused()
    {
        var broken = new X509Extension("2.5.29.17", [0x30, 0x05, 0x82], critical: false);
        var failure = await RefusalAsync(_root.Server("localhost", broken), [], Bundle(_root));
        Assert.Equal(PsonoFailure.CertificateInvalid, failure.Failure);
        Assert.Contains("cannot be read", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_only_the_server_sends_is_not_trusted()
    {
        var failure = await RefusalAsync(_root.Server("localhost"), [_root.Certificate], Bundle(TestAuthority.Root("Other")));
        Assert.Equal(PsonoFailure.CertificateUntrusted, failure.Failure);
        Assert.Contains("CN=Test Root", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_roots_are_trusted_as_pem_and_as_der()
    {
        var der = _directory.File("root.der");
        File.WriteAllBytes(der, _root.Certificate.RawData);
        await AssertTrustedAsync(_root.Server("localhost"), [], Pem(Bundle(), _root));
        await AssertTrustedAsync(_root.Server("localhost"), [], new HttpOptions { Roots = Bundle().Roots, DerRootCertificatePath = der });
    }

    [Fact]
    public async Task Own_roots_are_trusted_beside_the_runtimes_store()
    {
        await AssertTrustedAsync(_root.Server("localhost"), [], Pem(new HttpOptions(), _root));
        Assert.Equal(PsonoFailure.CertificateUntrusted, (await RefusalAsync(_root.Server("localhost"), [], new HttpOptions())).Failure);
    }

    [Fact]
    public async Task Another_host_is_refused_and_named()
    {
        var failure = await RefusalAsync(_root.Server("db.example.com"), [], Bundle(_root));
        Assert.Equal(PsonoFailure.CertificateForAnotherHost, failure.Failure);
        Assert.Contains("db.example.com", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_as_such()
    {
        Assert.Equal(
            PsonoFailure.CertificateExpired, (await RefusalAsync(_root.Server("localhost", expired: true), [], Bundle(_root))).Failure);
        var oldRoot = TestAuthority.Root("Old Root", expired: true);
        var failure = await RefusalAsync(oldRoot.Intermediate("Heir").Server("localhost"), [], Bundle(oldRoot));
        Assert.NotEqual(PsonoFailure.Unreachable, failure.Failure);
    }

    [Fact]
    public async Task A_certificate_for_another_purpose_is_refused()
    {
        const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
        var failure = await RefusalAsync(_root.Server("localhost", purpose: ClientAuthentication), [], Bundle(_root));
        Assert.Equal(PsonoFailure.CertificateInvalid, failure.Failure);
    }

    [Fact]
    public async Task A_chain_that_is_too_weak_is_refused_wherever_its_root_is_found()
    {
        var (root, server) = TestAuthority.Short("localhost");
        foreach (var options in new[] { Bundle(root), Pem(Bundle(), root), Pem(new HttpOptions(), root) })
        {
            var failure = await RefusalAsync(server, [], options);
            Assert.Equal(PsonoFailure.CertificateInvalid, failure.Failure);
            Assert.Contains("\"CN=Short Root\"", failure.Message, StringComparison.Ordinal);
            Assert.Contains("1024 bits", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Everything_is_accepted_only_on_request() => await AssertTrustedAsync(
        _root.Server("db.example.com", expired: true), [], new HttpOptions { DangerDisableTlsVerification = true, Roots = Bundle().Roots });

    [Fact]
    public async Task A_refused_server_is_not_asked_again_and_sees_no_request()
    {
        await using var server = Serve(_root.Server("localhost"), []);
        await Assert.ThrowsAsync<PsonoApiException>(() => PostAsync(server, Bundle()));
        Assert.Equal(1, server.Connections);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("missing.pem", null, "does not exist")]
    [InlineData("empty.pem", "", "holds no certificate")]
    [InlineData("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "is not a PEM certificate")]
    public void A_bad_root_file_is_named(string name, string? content, string why)
    {
        var path = _directory.File(name);
        if (content is not null)
            File.WriteAllText(path, content);
        var failure = Assert.Throws<PsonoApiException>(
            () => new HttpTransport(new Uri("https://localhost"), new HttpOptions { PemRootCertificatePath = path }));
        Assert.Equal(PsonoFailure.CertificateFile, failure.Failure);
        Assert.Contains($"{path} {why}", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private static async Task AssertTrustedAsync(X509Certificate2 certificate, X509Certificate2[] sent, HttpOptions options)
    {
        await using var server = Serve(certificate, sent);
        Assert.Equal(200, (await PostAsync(server, options)).Status);
    }

    private static async Task<PsonoApiException> RefusalAsync(X509Certificate2 certificate, X509Certificate2[] sent, HttpOptions options)
    {
        await using var server = Serve(certificate, sent);
        var failure = await Assert.ThrowsAsync<PsonoApiException>(() => PostAsync(server, options));
        Assert.StartsWith("Certificate", $"{failure.Failure}", StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        return failure;
    }

    private static async Task<HttpAnswer> PostAsync(ScriptedServer server, HttpOptions options)
    {
        using var transport = new HttpTransport(new Uri($"https://localhost:{server.Port}/server"), options);
        return await transport.SendAsync(
            HttpMethod.Post, "path/", "{}"u8.ToArray(), repeatable: true);
    }

    private static ScriptedServer Serve(X509Certificate2 certificate, X509Certificate2[] sent) => new(_ => Reply.Json("{}"), async stream =>
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, [.. sent], offline: true),
        });
        return tls;
    });

    private HttpOptions Bundle(params TestAuthority[] roots)
    {
        var file = _directory.File($"bundle-{Guid.NewGuid():N}.pem");
        File.WriteAllText(file, "# roots\n" + string.Join('\n', roots.Select(root => root.Certificate.ExportCertificatePem())));
        return new HttpOptions { Roots = new RootCertificateBundle(file, directories: null) };
    }

    private HttpOptions Pem(HttpOptions options, TestAuthority root)
    {
        var file = _directory.File($"own-{Guid.NewGuid():N}.pem");
        File.WriteAllText(file, root.Certificate.ExportCertificatePem());
        return new HttpOptions { Roots = options.Roots, PemRootCertificatePath = file };
    }

    private string Empty()
    {
        var file = _directory.File("empty-bundle.pem");
        File.WriteAllText(file, "");
        return file;
    }
}
