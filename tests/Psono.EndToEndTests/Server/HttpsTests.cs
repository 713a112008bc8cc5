using Psono.EndToEndTests.Fixtures;

namespace Psono.EndToEndTests.Server;

public sealed class HttpsTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ServerProcess? _server;

    public async ValueTask InitializeAsync()
    {
        (await Shell.RunAsync(
            $"""
            set -e; cd {_directory.Path}
            new() {Braces("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout $1.key -out $1.pem -subj /CN=$1 \"${@:2}\" 2>/dev/null;")}
            new ca -addext basicConstraints=critical,CA:TRUE
            new other -addext basicConstraints=critical,CA:TRUE
            new leaf -CA ca.pem -CAkey ca.key -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE
            openssl x509 -in ca.pem -outform DER -out ca.der
            """)).Succeeds();
        _server = await ServerProcess.StartAsync(
            _directory.File("data"), "https", "--tls-cert", _directory.File("leaf.pem"), "--tls-key", _directory.File("leaf.key"));
        (await VaultAsync("--pem-root-certificate-path ca.pem", $"register {World.Username}")).Succeeds();

        static string Braces(string body) => "{ " + body + " }";
    }

    [Theory]
    [InlineData("--pem-root-certificate-path ca.pem")]
    [InlineData("--der-root-certificate-path ca.der")]
    [InlineData("--danger-disable-tls-verification")]
    public async Task A_private_certificate_authority_is_trusted_when_it_is_given(string options)
    {
        (await VaultAsync(options, $"login {World.Username}")).Succeeds();
        (await VaultAsync(options, "create --title tls NAME=value")).Succeeds();
        (await VaultAsync(options, "api-key create tls --secret tls --save psonoci.toml")).Succeeds();

        var result = await Shell.RunAsync($"cd {_directory.Path}; psonoci -c psonoci.toml run -c -- /usr/bin/env; rm psonoci.toml; psonoci {options} --server-url {_server!.Url} vault rm --purge tls");

        Assert.Contains("NAME=value\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "127.0.0.1")]
    [InlineData("--pem-root-certificate-path other.pem", "127.0.0.1")]
    [InlineData("--pem-root-certificate-path ca.pem", "localhost")]
    public async Task A_wrong_certificate_is_refused_with_a_hint(string options, string host)
    {
        var url = _server!.Url.Replace("127.0.0.1", host, StringComparison.Ordinal);

        var result = await Shell.RunAsync(
            $"cd {_directory.Path}; psonoci {options} --api-key-id 00000000-0000-4000-8000-000000000000 --api-secret-key-hex {new string('0', 64)} --server-url {url} run -- echo started");

        Assert.Equal(125, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("certificate", result.Error, StringComparison.Ordinal);
        Assert.Contains("psonoci: hint: ", result.Error, StringComparison.Ordinal);
    }

    private Task<Result> VaultAsync(string options, string arguments) => Shell.RunAsync(
        $"cd {_directory.Path}; psonoci {options} --server-url {_server!.Url} vault {arguments}",
        new Dictionary<string, string> { ["XDG_STATE_HOME"] = _directory.File("state"), ["PSONO_VAULT_PASSWORD"] = World.Password });

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _directory.Dispose();
    }
}
