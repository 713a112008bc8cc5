using System.Text.Json.Nodes;
using Psono.Cli;
using Psono.Tests.Client;

namespace Psono.Tests.Commands.Gpg;

/// <summary>GnuPG checks what we sign, and we check what GnuPG signs.</summary>
public sealed class GpgTests : IDisposable
{
    private const string Passphrase = "correct horse ä";

    private static readonly string s_id = $"{ApiKeyServer.IdOf(0)}";

    private readonly GnuPg _gpg = new();
    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData("rsa2048"), InlineData("rsa3072"), InlineData("ed25519")]
    public async Task GnuPG_accepts_our_signatures_and_we_accept_its(string algorithm)
    {
        foreach (var passphrase in new[] { "", Passphrase })
        {
            var name = $"{algorithm}{passphrase.Length}@example.com";
            _gpg.MakeKey(name, algorithm, passphrase: passphrase);
            await using var server = new ApiKeyServer(bulk: true, Secret(name, passphrase));
            var document = _gpg.Write("document", "what is signed \u00e4\r\n");

            foreach (var armor in new[] { false, true })
            {
                var ours = _gpg.File("ours");
                Assert.Equal("", Sign(server, passphrase, document, ["-o", ours, .. armor ? ["--armor"] : Array.Empty<string>()]));
                Assert.Equal(armor, File.ReadAllText(ours).StartsWith("-----BEGIN PGP SIGNATURE-----\n", StringComparison.Ordinal));
                var checkedBy = _gpg.Run("--status-fd", "1", "--verify", ours, document).Succeeds();
                Assert.Contains($"VALIDSIG {_gpg.Fingerprint(name)}", checkedBy.Output, StringComparison.Ordinal);
                Assert.Equal(0, Verify(server, ours, document));

                var theirs = _gpg.File("theirs");
                _gpg.Run(["--passphrase", passphrase, "-u", name, "--detach-sign", .. armor ? ["--armor"] : Array.Empty<string>(), "-o", theirs, document]).Succeeds();
                Assert.Equal(0, Verify(server, theirs, document));

                File.AppendAllText(document, "!");
                Assert.Equal(1, _gpg.Run("--verify", ours, document).ExitCode);
                Assert.Equal(1, Verify(server, theirs, document));
                Assert.Equal(1, Verify(server, ours, document));
            }
        }
    }

    [Theory]
    [InlineData("--digest-algo SHA512", 0), InlineData("--digest-algo SHA384", 0), InlineData("--digest-algo SHA1", 1), InlineData("--textmode", 1)]
    public async Task Of_the_ways_to_sign_the_sound_ones_are_accepted(string options, int exitCode)
    {
        _gpg.MakeKey("alice", "rsa2048");
        await using var server = new ApiKeyServer(bulk: true, Secret("alice"));
        var document = _gpg.Write("document", "x");
        _gpg.Run([.. options.Split(' '), "--detach-sign", "-o", _gpg.File("sig"), document]).Succeeds();
        Assert.Equal(exitCode, Verify(server, _gpg.File("sig"), document));
    }

    [Fact]
    public async Task A_subkey_for_signing_is_preferred_as_GnuPG_does()
    {
        _gpg.MakeKey("alice", "rsa2048", "cert");
        _gpg.Run("--passphrase", "", "--quick-add-key", _gpg.Fingerprint("alice"), "ed25519", "sign", "1y").Succeeds();
        _gpg.Run("--passphrase", "", "--quick-add-key", _gpg.Fingerprint("alice"), "cv25519", "encr", "never").Succeeds();
        await using var server = new ApiKeyServer(bulk: true, Secret("alice"));
        var document = _gpg.Write("document", "x");
        Sign(server, "", document, "-o", _gpg.File("ours"));
        _gpg.Run("--verify", _gpg.File("ours"), document).Succeeds();
        _gpg.Run("--detach-sign", "-o", _gpg.File("theirs"), document).Succeeds();
        Assert.Equal(0, Verify(server, _gpg.File("theirs"), document));
        Assert.Equal(0, Verify(server, _gpg.File("ours"), document));
    }

    [Fact]
    public async Task A_key_that_may_not_sign_does_not()
    {
        _gpg.MakeKey("expired", "ed25519", expires: "seconds=1");
        _gpg.MakeKey("certifier", "ed25519", "cert");
        await Task.Delay(2100);
        foreach (var name in new[] { "expired", "certifier" })
        {
            await using var server = new ApiKeyServer(bulk: true, Secret(name));
            var terminal = new TestTerminal();
            Assert.Equal(1, server.Run(terminal, "gpg", "sign", s_id, _gpg.Write("document", "x")));
            Assert.StartsWith($"psonoci: error: secret {s_id} has no private key that may sign now\n", terminal.Error, StringComparison.Ordinal);
            Assert.Empty(terminal.Data);
        }
    }

    [Fact]
    public async Task A_revoked_key_s_signatures_are_refused()
    {
        _gpg.MakeKey("alice", "ed25519");
        var document = _gpg.Write("document", "x");
        _gpg.Run("--detach-sign", "-o", _gpg.File("sig"), document).Succeeds();
        await using (var server = new ApiKeyServer(bulk: true, Secret("alice")))
            Assert.Equal(0, Verify(server, _gpg.File("sig"), document));

        // The certificate lies ready, behind a colon that keeps it from being imported by mistake.
        var certificate = File.ReadAllText(_gpg.File($"openpgp-revocs.d/{_gpg.Fingerprint("alice")}.rev"));
        _gpg.Run("--import", _gpg.Write("revocation", certificate.Replace(":-----BEGIN", "-----BEGIN", StringComparison.Ordinal))).Succeeds();
        await using (var server = new ApiKeyServer(bulk: true, Secret("alice")))
            Assert.Equal(1, Verify(server, _gpg.File("sig"), document));
        Assert.Contains("is revoked", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_of_somebody_else_or_of_nobody_is_refused()
    {
        _gpg.MakeKey("alice", "ed25519");
        _gpg.MakeKey("mallory", "ed25519");
        var document = _gpg.Write("document", "x");
        _gpg.Run("-u", "mallory", "--detach-sign", "-o", _gpg.File("sig"), document).Succeeds();
        await using var server = new ApiKeyServer(bulk: true, Secret("alice"));
        Assert.Equal(1, Verify(server, _gpg.File("sig"), document));
        Assert.Contains("the signature is by another key, ", _terminal.Error, StringComparison.Ordinal);

        Assert.Equal(1, Verify(server, _gpg.Write("nothing", ""), document));
        Assert.Contains("there is no signature in the file", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(1, Verify(server, _gpg.Write("garbage", "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END"), document));
        Assert.Equal(1, Verify(server, document, document));
        Assert.Equal(1, Verify(server, _gpg.File("missing"), document));
        Assert.DoesNotContain("internal", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_byte_of_a_signature_matters_or_is_not_signed()
    {
        _gpg.MakeKey("alice", "ed25519");
        var document = _gpg.Write("document", "x");
        await using var server = new ApiKeyServer(bulk: true, Secret("alice"));
        Sign(server, "", document, "-o", _gpg.File("ours"));
        var signature = File.ReadAllBytes(_gpg.File("ours"));
        var accepted = new List<int>();
        for (var i = 0; i < signature.Length; i++)
        {
            var changed = (byte[])signature.Clone();
            changed[i] ^= 1;
            File.WriteAllBytes(_gpg.File("changed"), changed);
            var ours = Verify(server, _gpg.File("changed"), document);
            if (ours == 0)
                accepted.Add(i);
        }

        // What names the issuer a second time is not signed over; nor are the first bits of the hash, which only help to fail early.
        Assert.True(accepted.Count <= 12, string.Join(' ', accepted));
        Assert.DoesNotContain("internal", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_says_nothing_and_verbose_says_who_when_and_how()
    {
        _gpg.MakeKey("alice", "ed25519");
        await using var server = new ApiKeyServer(bulk: true, Secret("alice"));
        var document = _gpg.Write("document", "x");
        Sign(server, "", document, "-o", _gpg.File("sig"));

        var quiet = new TestTerminal();
        Assert.Equal(0, server.Run(quiet, "gpg", "verify", s_id, document, "-s", _gpg.File("sig"), "-q"));
        Assert.Equal(1, server.Run(quiet, "gpg", "verify", s_id, _gpg.File("sig"), "-s", _gpg.File("sig"), "-q"));
        Assert.Equal(("", ""), (quiet.Data, quiet.Error));

        Assert.Equal(0, server.Run(_terminal, "gpg", "verify", s_id, document, "-s", _gpg.File("sig"), "-v"));
        Assert.StartsWith($"psonoci: good signature by the key of 'signing key', {_gpg.Fingerprint("alice")}\npsonoci: made 20", _terminal.Error, StringComparison.Ordinal);
        Assert.EndsWith(" UTC with Ed25519 and SHA256\n", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, server.Run(new TestTerminal(), "gpg", "verify", s_id, document, "-s", "x", "-q", "-v"));
        Assert.Equal(ExitCodes.Usage, server.Run(new TestTerminal(), "gpg", "verify", s_id, "-s", "-"));
    }

    [Fact]
    public async Task A_wrong_passphrase_signs_nothing()
    {
        _gpg.MakeKey("alice", "rsa2048", passphrase: Passphrase);
        await using var server = new ApiKeyServer(bulk: true, Secret("alice", Passphrase));
        Assert.Equal(1, server.Run(_terminal, "gpg", "sign", s_id, _gpg.Write("document", "x"), "--key-passphrase", "hunter2", "-o", _gpg.File("ours")));
        Assert.Equal($"psonoci: error: the passphrase does not open the private key of secret {s_id}\n", _terminal.Error);
        Assert.False(File.Exists(_gpg.File("ours")));
    }

    public void Dispose() => _gpg.Dispose();

    private string Secret(string name, string passphrase = "") => new JsonObject
    {
        ["mail_gpg_own_key_title"] = "signing key",
        ["mail_gpg_own_key_public"] = _gpg.Public(name).TrimEnd('\n'),
        ["mail_gpg_own_key_private"] = _gpg.Private(name, passphrase),
    }.ToJsonString();

    private static string Sign(ApiKeyServer server, string passphrase, string document, params string[] options)
    {
        var terminal = new TestTerminal();
        string[] opened = passphrase.Length > 0 ? ["--key-passphrase", passphrase] : [];
        var exitCode = server.Run(terminal, ["gpg", "sign", s_id, document, .. options, .. opened]);
        Assert.True(exitCode == 0, terminal.Error);
        return terminal.Data;
    }

    private int Verify(ApiKeyServer server, string signature, string document) =>
        server.Run(_terminal, "gpg", "verify", s_id, document, "--signature", signature);
}
