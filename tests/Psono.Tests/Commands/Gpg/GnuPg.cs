namespace Psono.Tests.Commands.Gpg;

/// <summary>GnuPG with a home of its own. Its agent ends with the test.</summary>
internal sealed class GnuPg : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public GnuPg()
    {
        System.IO.File.SetUnixFileMode(_home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Few rounds of the key derivation, which is not what is tested.
        _home.Write("gpg-agent.conf", "s2k-count 65536\n");
    }

    public string File(string name) => _home.File(name);

    public string Write(string name, string content) => _home.Write(name, content);

    public Tool Run(params string[] arguments) => Tool.Run(
        "gpg", ["--batch", "--yes", "--pinentry-mode", "loopback", "--trust-model", "always", .. arguments], ("GNUPGHOME", _home.Path), ("LC_ALL", "C"));

    public void MakeKey(string name, string algorithm, string usage = "sign", string expires = "never", string passphrase = "") =>
        Run("--passphrase", passphrase, "--quick-generate-key", name, algorithm, usage, expires).Succeeds();

    public string Fingerprint(string name) => Run("--with-colons", "--list-keys", name).Succeeds().Output
        .Split('\n').First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];

    public string Public(string name) => Run("--armor", "--export", name).Succeeds().Output;

    public string Private(string name, string passphrase = "") => Run("--armor", "--passphrase", passphrase, "--export-secret-keys", name).Succeeds().Output;

    public void Dispose()
    {
        Tool.Run("gpgconf", ["--kill", "all"], ("GNUPGHOME", _home.Path));
        _home.Dispose();
    }
}
