using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Processes;

/// <summary>The program as an administrator meets it.</summary>
public sealed class ProgramTests(RunningProgram running) : IClassFixture<RunningProgram>, IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    private string DataDirectory => _temporary.File("data");

    [Fact]
    public async Task Help_and_version_need_nothing()
    {
        var (code, help) = await ServerProcess.RunAsync("--help");
        Assert.Equal(0, code);
        Assert.Contains("--data-dir (PSONO_DATA_DIR)", help, StringComparison.Ordinal);

        Assert.Matches("^psono-server [0-9]+\\.[0-9]+\\.[0-9]+\\s+$", (await ServerProcess.RunAsync("--version")).Output);
    }

    [Fact]
    public async Task A_wrong_option_is_one_line_and_exit_code_2()
    {
        var (code, output) = await ServerProcess.RunAsync("--bla");

        Assert.Equal(2, code);
        Assert.Equal("psono-server: error: unknown option '--bla': psono-server --help lists all", output.Trim());
    }

    [Fact]
    public void A_first_start_makes_everything_for_its_owner_alone_and_says_where()
    {
        var (server, directory) = (running.Server, running.DataDirectory);

        Assert.Contains(directory, server.Output, StringComparison.Ordinal);
        Assert.Contains($"clients connect to {server.Url}/server", server.Output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        Assert.All(Directory.GetFiles(directory), file =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Contains(Path.Combine(directory, "keys.json"), Directory.GetFiles(directory));
    }

    [Fact]
    public async Task It_leaves_no_core_dump()
    {
        var limits = await File.ReadAllLinesAsync($"/proc/{running.Server.Id}/limits");
        Assert.Matches("^Max core file size +0 ", Assert.Single(limits, line => line.StartsWith("Max core", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_second_process_on_the_same_directory_is_refused_and_the_first_lives()
    {
        var (code, output) = await ServerProcess.RunAsync("--data-dir", running.DataDirectory, "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, code);
        Assert.StartsWith($"psono-server: error: another psono-server uses the data directory {running.DataDirectory}: ", output,
            StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
        using var http = new HttpClient();
        Assert.Equal(
            HttpStatusCode.OK,
            (await http.GetAsync($"{running.Server.Url}/server/info/")).StatusCode);
    }

    [Fact]
    public async Task An_address_in_use_is_one_line()
    {
        var (code, output) = await ServerProcess.RunAsync("--data-dir", DataDirectory, "--urls", running.Server.Url);

        Assert.Equal(1, code);
        Assert.Single(output.Trim().Split('\n'));
        Assert.Contains("address already in use", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_one_line_without_the_password()
    {
        var (code, output) = await ServerProcess.RunAsync(
            "--data-dir", DataDirectory, "--database", "postgresql://me:geheim@127.0.0.1:1/vault");

        Assert.Equal(1, code);
        Assert.StartsWith("psono-server: error: cannot use PostgreSQL database vault on 127.0.0.1:1: ", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
        Assert.DoesNotContain("geheim", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_ends_it_cleanly_and_it_starts_again_as_the_same_server()
    {
        // The one thing of it that changes is the port, which the system chooses.
        string[] arguments = ["--data-dir", DataDirectory, "--host-url", "https://vault.example.com/server"];
        using var http = new HttpClient();
        string first;
        await using (var server = await ServerProcess.StartAsync(arguments))
        {
            first = await http.GetStringAsync($"{server.Url}/server/info/");
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Equal(["keys.json", "psono.lock", "psono.sqlite"], Directory.GetFiles(DataDirectory).Select(Path.GetFileName).Order());
        await using var again = await ServerProcess.StartAsync(arguments);
        Assert.Equal(first, await http.GetStringAsync($"{again.Url}/server/info/"));
    }

    [Fact]
    public async Task TLS_needs_no_proxy()
    {
        var (certificate, key, own) = WriteCertificate();
        using (own)
        {
            await using var server = await ServerProcess.StartAsync(
                "--data-dir", DataDirectory, "--urls", "https://127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key);
            using var http = new HttpClient(new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == own.GetCertHashString(),
                },
            });

            using var answer = await http.GetAsync($"{server.Url}/server/info/");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
            Assert.Equal(
                (0, "ready\n"),
                await ServerProcess.RunAsync("healthcheck", "--urls", server.Url, "--tls-cert", certificate, "--tls-key", key));
        }
    }

    [Theory]
    [InlineData("/nothing.pem", null, "cannot read /nothing.pem: ")]
    [InlineData("/etc/hostname", null, "there is no certificate in /etc/hostname")]
    [InlineData("/dev/zero", null, "there is no certificate in /dev/zero")]
    [InlineData(null, "/etc/hostname", "there is no private key in /etc/hostname")]
    [InlineData(null, "other.key", "other.key does not hold the private key of the first certificate in ")]
    [InlineData(null, "secret.key", "secret.key is encrypted: ")]
    [InlineData("chain.pem", null, "holds the private key of certificate 2 in ")]
    [InlineData("windows.pem", null, "windows.pem is UTF-16 text; save it as UTF-8")]
    public void A_certificate_that_does_not_fit_is_told_in_one_line(string? certificate, string? key, string message)
    {
        var (ownCertificate, ownKey, own) = WriteCertificate();
        own.Dispose();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_temporary.File("other.key"), other.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_temporary.File("secret.key"), other.ExportEncryptedPkcs8PrivateKeyPem(
            "x", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)));
        var (_, _, issuer) = WriteCertificate("issuer");
        File.WriteAllText(_temporary.File("chain.pem"), issuer.ExportCertificatePem() + "\n" + File.ReadAllText(ownCertificate));
        issuer.Dispose();
        File.WriteAllText(_temporary.File("windows.pem"), File.ReadAllText(ownCertificate), Encoding.Unicode);
        var options = new ServerOptions
        {
            TlsCertificate = certificate is null ? ownCertificate : Path.Combine(_temporary.Path, certificate),
            TlsKey = key is null ? ownKey : Path.Combine(_temporary.Path, key),
        };

        Assert.Contains(
            message, Assert.Throws<StartException>(() => TlsCertificate.Open(options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls", "http://192.0.2.1:10100", "cannot listen on 192.0.2.1:10100: this machine has no such address")]
    [InlineData("--tls-cert", "/etc/hostname", "there is no certificate in /etc/hostname")]
    public async Task A_start_that_fails_is_one_line_and_exit_code_1(string option, string value, string message)
    {
        var (code, output) = await ServerProcess.RunAsync(
            ["--data-dir", DataDirectory, "--tls-key", "/etc/hostname", option, value, .. option == "--urls" ? Tls() : []]);

        Assert.Equal(1, code);
        Assert.Single(output.Trim().Split('\n'));
        Assert.StartsWith("psono-server: error: " + message, output, StringComparison.Ordinal);

        string[] Tls()
        {
            var (certificate, key, own) = WriteCertificate();
            own.Dispose();
            return ["--tls-cert", certificate, "--tls-key", key];
        }
    }

    [Fact]
    public void What_nobody_foresaw_is_one_line_without_its_text()
    {
        Assert.Equal(
            (1, "internal error (InvalidTimeZoneException), please report it"),
            StartFailure.Describe(new InvalidTimeZoneException("geheim")));
    }

    [Theory]
    [InlineData("--bla", "2>/dev/full", 2, "")]
    [InlineData("--bla", "2>&-", 2, "")]
    [InlineData("--bla", "<&- >&- 2>&-", 2, "")]
    [InlineData("--help", ">/dev/full", 1, "psono-server: error: No space left on device")]
    [InlineData("--version", ">/dev/full 2>&1", 1, "")]
    public async Task A_full_disk_behind_what_it_says_is_no_crash(string argument, string redirection, int expected, string said)
    {
        var (code, output) = await ServerProcess.RunAsync(redirection, [argument]);
        Assert.Equal((expected, said), (code, output.Trim()));
    }

    public void Dispose() => _temporary.Dispose();

    private (string Certificate, string Key, X509Certificate2 Own) WriteCertificate(string file = "tls")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var own = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(_temporary.File($"{file}.crt"), own.ExportCertificatePem());
        File.WriteAllText(_temporary.File($"{file}.key"), key.ExportPkcs8PrivateKeyPem());
        return (_temporary.File($"{file}.crt"), _temporary.File($"{file}.key"), own);
    }
}
