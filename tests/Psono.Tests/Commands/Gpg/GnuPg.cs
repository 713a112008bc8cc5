using System.Text.Json.Nodes;

namespace Psono.Tests.Commands.Gpg;

/// <summary>GnuPG with a home of its own, where each key is made when it is first asked for. Its agent ends with the tests.</summary>
public sealed class GnuPg : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly Dictionary<string, string> _secrets = [];

    public GnuPg()
    {
        System.IO.File.SetUnixFileMode(_home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // Few rounds of the key derivation, which is not what is tested.
        _home.Write("gpg-agent.conf", "s2k-count 65536\n");
    }

    internal string File(string name) => _home.File(name);

    internal Tool Run(params string[] arguments) => Tool.Run(
        "gpg", ["--batch", "--yes", "--pinentry-mode", "loopback", "--trust-model", "always", .. arguments], ("GNUPGHOME", _home.Path),
        ("LC_ALL", "C"));

    internal void MakeKey(
        string name, string algorithm, string usage = "sign", string expires = "never", string passphrase = "", string? at = null)
    {
        string[] time = at is null ? [] : ["--faked-system-time", at];
        Run([.. time, "--passphrase", passphrase, "--quick-generate-key", name, algorithm, usage, expires]).Succeeds();
    }

    /// <summary>The name of a key for signing that many tests share.</summary>
    internal string Shared(string algorithm, string passphrase = "")
    {
        var name = $"{algorithm}.{passphrase.Length}@example.com";
        if (!_secrets.ContainsKey(name))
        {
            MakeKey(name, algorithm, passphrase: passphrase);
            Secret(name, passphrase);
        }

        return name;
    }

    internal string Fingerprint(string name) => Run("--with-colons", "--list-keys", name).Succeeds().Output
        .Split('\n').First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];

    /// <summary>The secret that holds the key as it is when it is first asked for.</summary>
    internal string Secret(string name, string passphrase = "")
    {
        if (_secrets.TryGetValue(name, out var secret))
            return secret;
        return _secrets[name] = new JsonObject
        {
            ["mail_gpg_own_key_title"] = "signing key",
            ["mail_gpg_own_key_public"] = Run("--armor", "--export", name).Succeeds().Output.TrimEnd('\n'),
            ["mail_gpg_own_key_private"] = Run("--armor", "--passphrase", passphrase, "--export-secret-keys", name).Succeeds().Output,
        }.ToJsonString();
    }

    /// <summary>What is exported of a key that was changed after <see cref="Secret"/>.</summary>
    internal string ChangedSecret(string name)
    {
        _secrets.Remove(name);
        return Secret(name);
    }

    public void Dispose()
    {
        Tool.Run("gpgconf", ["--kill", "all"], ("GNUPGHOME", _home.Path));
        _home.Dispose();
    }
}
