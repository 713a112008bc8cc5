namespace Psono.EndToEndTests.Fixtures;

/// <summary>
/// A server with a certificate of a private authority (ca.pem, ca.der), and an account on it. other.pem is an authority
/// that has nothing to do with it.
/// </summary>
public sealed class HttpsWorld : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private ServerProcess? _server;

    public string Directory => _directory.Path;

    public string Url => _server!.Url;

    public async ValueTask InitializeAsync()
    {
        (await Shell.RunAsync(
            $$"""
            set -e; cd {{_directory.Path}}
            new() {
              openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                -keyout $1.key -out $1.pem -subj /CN=$1 "${@:2}" 2>/dev/null
            }
            new ca -addext basicConstraints=critical,CA:TRUE
            new other -addext basicConstraints=critical,CA:TRUE
            new leaf -CA ca.pem -CAkey ca.key -addext basicConstraints=critical,CA:FALSE \
              -addext subjectAltName=IP:127.0.0.1,DNS:vault,DNS:vault.example.test
            openssl x509 -in ca.pem -outform DER -out ca.der
            """)).Succeeds();
        _server = await ServerProcess.StartAsync(
            _directory.File("data"), "https", "--tls-cert", _directory.File("leaf.pem"), "--tls-key", _directory.File("leaf.key"));
        (await VaultAsync("--pem-root-certificate-path ca.pem", $"register {World.Username}")).Succeeds();
    }

    /// <summary><c>psonoci OPTIONS vault …</c> as this account, in the directory of the certificates.</summary>
    public Task<Result> VaultAsync(string options, string arguments) => Shell.RunAsync(
        $"cd {_directory.Path}; psonoci {options} --server-url {Url} vault {arguments}",
        new Dictionary<string, string> { ["XDG_STATE_HOME"] = _directory.File("state"), ["PSONO_VAULT_PASSWORD"] = World.Password });

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _directory.Dispose();
    }
}
