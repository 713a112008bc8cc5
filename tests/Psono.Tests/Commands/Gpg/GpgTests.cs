using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.OpenPgp;
using Org.BouncyCastle.Security;
using Psono.Cli;
using Psono.Tests.Client;
using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Commands.Gpg;

/// <summary>GnuPG checks what we sign, and we check what GnuPG signs.</summary>
public sealed class GpgTests(GnuPg gpg) : IClassFixture<GnuPg>, IDisposable
{
    private const string Passphrase = "correct horse ä";

    private static readonly string Id = $"{ApiKeyServer.IdOf(0)}";

    private readonly TemporaryDirectory _directory = new();
    private readonly TestTerminal _terminal = new();

    [Theory]
    [InlineData("rsa2048"), InlineData("rsa3072"), InlineData("ed25519")]
    [InlineData("nistp256"), InlineData("nistp384"), InlineData("nistp521"), InlineData("secp256k1")]
    [InlineData("brainpoolP256r1"), InlineData("brainpoolP384r1"), InlineData("brainpoolP512r1")]
    public async Task GnuPG_accepts_our_signatures_and_we_accept_its(string algorithm)
    {
        foreach (var passphrase in new[] { "", Passphrase })
        {
            var name = gpg.Shared(algorithm, passphrase);
            var fingerprint = gpg.Fingerprint(name);
            await using var server = new ApiKeyServer(bulk: true, gpg.Secret(name));
            var document = _directory.Write("document", "what is signed \u00e4\r\n");

            foreach (var armor in new[] { false, true })
            {
                var ours = _directory.File("ours");
                Assert.Equal("", Sign(server, passphrase, document, ["-o", ours, .. armor ? ["--armor"] : Array.Empty<string>()]));
                Assert.Equal(armor, File.ReadAllText(ours).StartsWith("-----BEGIN PGP SIGNATURE-----\n", StringComparison.Ordinal));
                var checkedBy = gpg.Run("--status-fd", "1", "--verify", ours, document).Succeeds();
                Assert.Contains($"VALIDSIG {fingerprint}", checkedBy.Output, StringComparison.Ordinal);
                Assert.Equal(0, Verify(server, ours, document));

                var theirs = _directory.File("theirs");
                string[] form = armor ? ["--armor"] : [];
                gpg.Run(["--passphrase", passphrase, "-u", name, "--detach-sign", .. form, "-o", theirs, document]).Succeeds();
                Assert.Equal(0, Verify(server, theirs, document));

                File.AppendAllText(document, "!");
                Assert.Equal(1, gpg.Run("--verify", ours, document).ExitCode);
                Assert.Equal(1, Verify(server, theirs, document));
                Assert.Equal(1, Verify(server, ours, document));
            }
        }
    }

    [Theory]
    [InlineData("--digest-algo SHA512", 0), InlineData("--digest-algo SHA384", 0), InlineData("--digest-algo SHA1", 1)]
    [InlineData("--textmode", 1)]
    public async Task Of_the_ways_to_sign_the_sound_ones_are_accepted(string options, int exitCode)
    {
        var name = gpg.Shared("rsa2048");
        await using var server = new ApiKeyServer(bulk: true, gpg.Secret(name));
        var document = _directory.Write("document", "x");
        gpg.Run([.. options.Split(' '), "-u", name, "--detach-sign", "-o", _directory.File("sig"), document]).Succeeds();
        Assert.Equal(exitCode, Verify(server, _directory.File("sig"), document));
    }

    [Fact]
    public async Task A_key_whose_numbers_do_not_belong_together_signs_nothing()
    {
        var key = FuzzVectors.Of("openpgp-key").Single(vector => vector.Name == "rsa-prime-of-another-key.asc").Input;
        await using var server = new ApiKeyServer(
            bulk: true, new JsonObject { ["mail_gpg_own_key_private"] = Encoding.ASCII.GetString(key) }.ToJsonString());
        var (document, output) = (_directory.Write("document", "x"), _directory.File("damaged"));
        Assert.Equal(1, server.Run(_terminal, "gpg", "sign", Id, document, "-o", output));
        Assert.Equal($"psonoci: error: the private key of secret {Id} is corrupted\n", _terminal.Error);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task A_subkey_for_signing_is_preferred_as_GnuPG_does()
    {
        gpg.MakeKey("subkeys", "rsa2048", "cert");
        var fingerprint = gpg.Fingerprint("subkeys");
        gpg.Run("--passphrase", "", "--quick-add-key", fingerprint, "ed25519", "sign", "1y").Succeeds();
        gpg.Run("--passphrase", "", "--quick-add-key", fingerprint, "cv25519", "encr", "never").Succeeds();
        await using var server = new ApiKeyServer(bulk: true, gpg.Secret("subkeys"));
        var document = _directory.Write("document", "x");
        Sign(server, "", document, "-o", _directory.File("ours"));
        gpg.Run("--verify", _directory.File("ours"), document).Succeeds();
        gpg.Run("-u", "subkeys", "--detach-sign", "-o", _directory.File("theirs"), document).Succeeds();
        Assert.Equal(0, Verify(server, _directory.File("theirs"), document));
        Assert.Equal(0, Verify(server, _directory.File("ours"), document));
    }

    [Fact]
    public async Task A_key_that_may_not_sign_does_not()
    {
        gpg.MakeKey("expired", "ed25519", expires: "seconds=1", at: "20260101T000000!");
        gpg.MakeKey("certifier", "ed25519", "cert");
        foreach (var name in new[] { "expired", "certifier" })
        {
            await using var server = new ApiKeyServer(bulk: true, gpg.Secret(name));
            var terminal = new TestTerminal();
            Assert.Equal(1, server.Run(terminal, "gpg", "sign", Id, _directory.Write("document", "x")));
            Assert.StartsWith(
                $"psonoci: error: secret {Id} has no private key that can sign now\n", terminal.Error, StringComparison.Ordinal);
            Assert.Contains(name == "expired" ? "had expired" : "is not a signing key", terminal.Error, StringComparison.Ordinal);
            Assert.Empty(terminal.Data);
        }
    }

    [Fact]
    public async Task A_key_of_an_algorithm_that_is_not_supported_is_called_that_and_not_forged_or_expired()
    {
        gpg.MakeKey("dsa", "dsa2048");
        var document = _directory.Write("document", "x");
        gpg.Run("-u", "dsa", "--detach-sign", "-o", _directory.File("sig"), document).Succeeds();
        await using var server = new ApiKeyServer(bulk: true, gpg.Secret("dsa"));

        Assert.Equal(1, Verify(server, _directory.File("sig"), document));
        Assert.Contains("keys of this algorithm (DSA) are not supported", _terminal.Error, StringComparison.Ordinal);

        var terminal = new TestTerminal();
        Assert.Equal(1, server.Run(terminal, "gpg", "sign", Id, document));
        Assert.Contains("uses an algorithm that is not supported (DSA)", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_key_s_signatures_are_refused()
    {
        gpg.MakeKey("revoked", "ed25519");
        var document = _directory.Write("document", "x");
        gpg.Run("-u", "revoked", "--detach-sign", "-o", _directory.File("sig"), document).Succeeds();
        await using (var server = new ApiKeyServer(bulk: true, gpg.Secret("revoked")))
            Assert.Equal(0, Verify(server, _directory.File("sig"), document));

        // The certificate lies ready, behind a colon that keeps it from being imported by mistake.
        var certificate = File.ReadAllText(gpg.File($"openpgp-revocs.d/{gpg.Fingerprint("revoked")}.rev"));
        var armed = certificate.Replace(":-----BEGIN", "-----BEGIN", StringComparison.Ordinal);
        gpg.Run("--import", _directory.Write("revocation", armed)).Succeeds();
        await using (var server = new ApiKeyServer(bulk: true, gpg.ChangedSecret("revoked")))
            Assert.Equal(1, Verify(server, _directory.File("sig"), document));
        Assert.Contains("is revoked", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_of_somebody_else_or_of_nobody_is_refused()
    {
        gpg.MakeKey("mallory", "ed25519");
        var document = _directory.Write("document", "x");
        gpg.Run("-u", "mallory", "--detach-sign", "-o", _directory.File("sig"), document).Succeeds();
        await using var server = new ApiKeyServer(bulk: true, gpg.Secret(gpg.Shared("ed25519")));
        Assert.Equal(1, Verify(server, _directory.File("sig"), document));
        Assert.Contains("the signature was made with a different key, ", _terminal.Error, StringComparison.Ordinal);

        Assert.Equal(1, Verify(server, _directory.Write("nothing", ""), document));
        Assert.Contains("no signature in the file", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(1, Verify(server, _directory.Write("garbage", "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END"), document));
        Assert.Equal(1, Verify(server, document, document));
        Assert.Equal(1, Verify(server, _directory.File("missing"), document));
        Assert.DoesNotContain("internal", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_byte_of_a_signature_matters_or_is_not_signed()
    {
        var document = _directory.Write("document", "x");
        await using var server = new ApiKeyServer(bulk: true, gpg.Secret(gpg.Shared("ed25519")));
        Sign(server, "", document, "-o", _directory.File("ours"));
        var signature = File.ReadAllBytes(_directory.File("ours"));
        var unsigned = Unsigned(signature);
        Assert.InRange(unsigned.Count, 4, signature.Length / 2);
        for (var i = 0; i < signature.Length; i++)
        {
            var changed = (byte[])signature.Clone();
            changed[i] ^= 1;
            File.WriteAllBytes(_directory.File("changed"), changed);
            var accepted = Verify(server, _directory.File("changed"), document) == 0;
            Assert.False(accepted && !unsigned.Contains(i), $"byte {i} of {Convert.ToHexStringLower(signature)}");
        }

        Assert.DoesNotContain("internal", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_is_as_long_as_it_says()
    {
        var document = _directory.Write("document", "x");
        await using var server = new ApiKeyServer(bulk: true, gpg.Secret(gpg.Shared("ed25519")));
        Sign(server, "", document, "-o", _directory.File("ours"));
        var signature = File.ReadAllBytes(_directory.File("ours"));
        Assert.Equal((0x88, signature.Length), (signature[0], signature[1] + 2));
        var body = signature[2..];
        var length = BitConverter.GetBytes(body.Length);
        Assert.Equal(0, VerifyBytes([0xC2, .. signature[1..]]));
        Assert.Equal(0, VerifyBytes([0x89, 0, length[0], .. body]));
        Assert.Equal(0, VerifyBytes([0x8A, 0, 0, 0, length[0], .. body]));
        Assert.Equal(0, VerifyBytes([0xC2, 0xFF, 0, 0, 0, length[0], .. body]));
        Assert.Equal(0, VerifyBytes([0x8B, .. body]));

        Assert.Equal(1, VerifyBytes([0x88, (byte)(length[0] + 1), .. body]));
        Assert.Equal(1, VerifyBytes([0x88, (byte)(length[0] - 1), .. body]));
        Assert.Equal(1, VerifyBytes([0x8A, 0xFF, 0xFF, 0xFF, 0xFF, .. body]));
        Assert.Equal(1, VerifyBytes([0xC2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. body]));
        Assert.Equal(1, VerifyBytes([0xC2, 0xC1, length[0], .. body]));
        Assert.Equal(1, VerifyBytes([0xC2, 0xE6, .. body]));
        Assert.Equal(1, VerifyBytes([.. signature, 0x88]));
        Assert.DoesNotContain("internal", _terminal.Error, StringComparison.Ordinal);

        int VerifyBytes(byte[] bytes)
        {
            File.WriteAllBytes(_directory.File("changed"), bytes);
            return Verify(server, _directory.File("changed"), document);
        }
    }

    [Fact]
    public async Task The_length_of_a_longer_one_may_have_two_bytes_in_both_formats()
    {
        var document = _directory.Write("document", "x");
        await using var server = new ApiKeyServer(bulk: true, gpg.Secret(gpg.Shared("rsa2048", Passphrase)));
        Sign(server, Passphrase, document, "-o", _directory.File("ours"));
        var signature = File.ReadAllBytes(_directory.File("ours"));
        Assert.Equal((0x89, signature.Length - 3), (signature[0], BinaryPrimitives.ReadUInt16BigEndian(signature.AsSpan(1))));
        var above = signature.Length - 3 - 192;
        foreach (var more in new[] { 0, 1 })
        {
            File.WriteAllBytes(
                _directory.File("new"), [0xC2, (byte)(192 + ((above + more) >> 8)), (byte)(above + more), .. signature[3..]]);
            Assert.Equal(more, Verify(server, _directory.File("new"), document));
        }
    }

    [Fact]
    public async Task Quiet_says_nothing_and_verbose_says_who_when_and_how()
    {
        var name = gpg.Shared("ed25519");
        await using var server = new ApiKeyServer(bulk: true, gpg.Secret(name));
        var document = _directory.Write("document", "x");
        Sign(server, "", document, "-o", _directory.File("sig"));

        var quiet = new TestTerminal();
        Assert.Equal(0, server.Run(quiet, "gpg", "verify", Id, document, "-s", _directory.File("sig"), "-q"));
        Assert.Equal(1, server.Run(quiet, "gpg", "verify", Id, _directory.File("sig"), "-s", _directory.File("sig"), "-q"));
        Assert.Equal(("", ""), (quiet.Data, quiet.Error));

        Assert.Equal(0, server.Run(_terminal, "gpg", "verify", Id, document, "-s", _directory.File("sig"), "-v"));
        Assert.StartsWith($"psonoci: good signature from the key of 'signing key', {gpg.Fingerprint(name)}\npsonoci: made 20",
            _terminal.Error, StringComparison.Ordinal);
        Assert.EndsWith(" UTC with Ed25519 and SHA256\n", _terminal.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, server.Run(new TestTerminal(), "gpg", "verify", Id, document, "-s", "x", "-q", "-v"));
        Assert.Equal(ExitCodes.Usage, server.Run(new TestTerminal(), "gpg", "verify", Id, "-s", "-"));
    }

    [Fact]
    public async Task A_wrong_passphrase_signs_nothing()
    {
        await using var server = new ApiKeyServer(bulk: true, gpg.Secret(gpg.Shared("rsa2048", Passphrase)));
        var document = _directory.Write("document", "x");
        Assert.Equal(1, server.Run(_terminal, "gpg", "sign", Id, document, "--key-passphrase", "hunter2", "-o", _directory.File("ours")));
        Assert.Equal($"psonoci: error: incorrect passphrase for the private key of secret {Id}\n", _terminal.Error);
        Assert.False(File.Exists(_directory.File("ours")));
    }

    [Theory]
    [InlineData(SymmetricKeyAlgorithmTag.Aes192), InlineData(SymmetricKeyAlgorithmTag.Cast5)]
    [InlineData(SymmetricKeyAlgorithmTag.TripleDes)]
    public async Task What_others_than_today_s_GnuPG_protect_a_key_with_is_opened(SymmetricKeyAlgorithmTag cipher)
    {
        var secret = JsonNode.Parse(gpg.Secret(gpg.Shared("rsa2048", Passphrase)))!;
        secret["mail_gpg_own_key_private"] = ProtectedWith(cipher, (string)secret["mail_gpg_own_key_private"]!);
        await using var server = new ApiKeyServer(bulk: true, secret.ToJsonString());
        var document = _directory.Write("document", "x");
        Sign(server, Passphrase, document, "-o", _directory.File("ours"));
        gpg.Run("--verify", _directory.File("ours"), document).Succeeds();
        Assert.Equal(1, server.Run(_terminal, "gpg", "sign", Id, document, "--key-passphrase", "hunter2"));
        Assert.Equal($"psonoci: error: incorrect passphrase for the private key of secret {Id}\n", _terminal.Error);
    }

    [Fact]
    public async Task What_nothing_opens_is_named()
    {
        var secret = JsonNode.Parse(gpg.Secret(gpg.Shared("ed25519", Passphrase)))!;
        secret["mail_gpg_own_key_private"] = Rewritten((string)secret["mail_gpg_own_key_private"]!, (input, output) =>
        {
            while (input.ReadPacket() is ContainedPacket packet)
            {
                var changed = packet is SecretKeyPacket key
                    ? new SecretKeyPacket(
                        key.PublicKeyPacket, SymmetricKeyAlgorithmTag.Safer, key.S2kUsage, key.S2k, key.GetIV(), key.GetSecretKeyData())
                    : packet;
                changed.Encode(output);
            }
        });
        await using var server = new ApiKeyServer(bulk: true, secret.ToJsonString());
        Assert.Equal(1, server.Run(_terminal, "gpg", "sign", Id, _directory.Write("document", "x"), "--key-passphrase", Passphrase));
        Assert.StartsWith("psonoci: error: the private key is protected with Safer and Sha1, which is not supported\n", _terminal.Error,
            StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private static string ProtectedWith(SymmetricKeyAlgorithmTag cipher, string key) => Rewritten(key, (input, output) =>
    {
        foreach (var part in new PgpSecretKeyRing(input).GetSecretKeys())
            PgpSecretKey.CopyWithNewPasswordUtf8(part, Passphrase.ToCharArray(), Passphrase.ToCharArray(), cipher, new SecureRandom())
                .Encode(output);
    });

    private static string Rewritten(string key, Action<BcpgInputStream, BcpgOutputStream> rewrite)
    {
        var text = new MemoryStream();
        using (var armor = new ArmoredOutputStream(text))
            rewrite(
                new BcpgInputStream(new ArmoredInputStream(new MemoryStream(Encoding.ASCII.GetBytes(key)))), new BcpgOutputStream(armor));
        return Encoding.ASCII.GetString(text.ToArray());
    }

    /// <summary>
    /// The places that may be changed. What names the issuer a second time is not signed over; nor are the first bits of the
    /// hash, which only help to fail early, and the lengths of the two numbers in bits, which have several spellings (RFC
    /// 4880, sections 3.2 and 5.2.3).
    /// </summary>
    private static HashSet<int> Unsigned(byte[] signature)
    {
        var unhashed = 8 + Number(6);
        var first = unhashed + 2 + Number(unhashed) + 2;
        var second = first + 2 + ((Number(first) + 7) / 8);
        Assert.Equal(signature.Length, second + 2 + ((Number(second) + 7) / 8));
        return [.. Enumerable.Range(unhashed, first + 2 - unhashed), second, second + 1];

        int Number(int at) => BinaryPrimitives.ReadUInt16BigEndian(signature.AsSpan(at));
    }

    private static string Sign(ApiKeyServer server, string passphrase, string document, params string[] options)
    {
        var terminal = new TestTerminal();
        string[] opened = passphrase.Length > 0 ? ["--key-passphrase", passphrase] : [];
        var exitCode = server.Run(terminal, ["gpg", "sign", Id, document, .. options, .. opened]);
        Assert.True(exitCode == 0, terminal.Error);
        return terminal.Data;
    }

    private int Verify(ApiKeyServer server, string signature, string document) =>
        server.Run(_terminal, "gpg", "verify", Id, document, "--signature", signature);
}
