using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Bcpg;
using Org.BouncyCastle.Bcpg.Sig;
using Psono.Cli.Commands.Gpg;

namespace Psono.Tests.Commands.Gpg;

/// <summary>A subkey is worth what its primary key is worth, and only if it says itself that it belongs to it.</summary>
public sealed class GpgPrimaryKeyTests(GnuPg gpg) : IClassFixture<GnuPg>, IDisposable
{
    private const string Birthday = "20260101T000000!";

    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_subkey_of_a_revoked_primary_key_neither_signs_nor_verifies()
    {
        var ring = Make("revoked", expires: "never");
        var subkey = ring.SigningKey(Noon)!;
        Assert.NotEqual(ring.Primary, subkey);
        Assert.Null(Verdict(ring, subkey, Noon));

        // The certificate lies ready, behind a colon that keeps it from being imported by mistake.
        var certificate = File.ReadAllText(gpg.File($"openpgp-revocs.d/{gpg.Fingerprint("revoked")}.rev"));
        var armed = certificate.Replace(":-----BEGIN", "-----BEGIN", StringComparison.Ordinal);
        gpg.Run("--import", _directory.Write("revocation", armed)).Succeeds();
        ring = Read(gpg.ChangedSecret("revoked"));
        Assert.Null(ring.SigningKey(Noon));
        Assert.Contains("belongs to a primary key that is revoked", ring.Refusals(Noon), StringComparison.Ordinal);
        Assert.Equal("the signature was made with a key that belongs to a primary key that is revoked", Verdict(ring, subkey, Noon));
    }

    [Fact]
    public void A_subkey_of_an_expired_primary_key_neither_signs_nor_verifies()
    {
        var ring = Make("expired", expires: "seconds=86400");
        var subkey = ring.SigningKey(Noon)!;
        Assert.NotEqual(ring.Primary, subkey);
        Assert.Null(Verdict(ring, subkey, Noon));

        var late = Noon.AddDays(1);
        Assert.Null(ring.SigningKey(late));
        Assert.Contains("belongs to a primary key that had expired", ring.Refusals(late), StringComparison.Ordinal);
        Assert.Equal("the signature was made with a key that belongs to a primary key that had expired", Verdict(ring, subkey, late));
    }

    [Fact]
    public void A_subkey_that_has_not_signed_its_binding_neither_signs_nor_verifies()
    {
        var ring = Make("bound", expires: "never");
        var subkey = ring.SigningKey(Noon)!;
        Assert.Null(Verdict(ring, subkey, Noon));

        // What is not hashed can be taken away and changed by anybody.
        foreach (var embedded in new[] { 0, 1 })
        {
            var stripped = Read(gpg.Secret("bound"), part => embedded == 0 ? [] : [Damaged(part)]);
            Assert.Null(stripped.SigningKey(Noon));
            Assert.Equal(
                "the signature was made with a key that has not signed its binding to the primary key", Verdict(stripped, subkey, Noon));
        }
    }

    public void Dispose() => _directory.Dispose();

    private static EmbeddedSignature Damaged(EmbeddedSignature part)
    {
        var data = part.GetData();
        data[^1] ^= 1;
        return new EmbeddedSignature(part.IsCritical(), part.IsLongLength(), data);
    }

    private static string? Verdict(OpenPgpKeyRing ring, OpenPgpKey signer, DateTimeOffset at)
    {
        using var secret = OpenPgpSecretKey.Open(signer, Guid.Empty, () => "");
        var signature = OpenPgpSignature.Make(secret, new MemoryStream("x"u8.ToArray()), at).GetEncoded();
        return OpenPgpSignature.Verify(ring, new MemoryStream(signature), new MemoryStream("x"u8.ToArray()), at).Problem;
    }

    private static OpenPgpKeyRing Read(string secret, Func<EmbeddedSignature, EmbeddedSignature[]>? change = null)
    {
        var key = (string)JsonNode.Parse(secret)!["mail_gpg_own_key_private"]!;
        if (change is null)
            return OpenPgpKeyRing.Read(Guid.Empty, key);
        var text = new MemoryStream();
        using (var armor = new ArmoredOutputStream(text))
        {
            foreach (var packet in OpenPgpPackets.Parse(Encoding.ASCII.GetBytes(key), "the key").OfType<ContainedPacket>())
                (packet is SignaturePacket statement ? Changed(statement, change) : packet).Encode(new BcpgOutputStream(armor));
        }

        return OpenPgpKeyRing.Read(Guid.Empty, Encoding.ASCII.GetString(text.ToArray()));
    }

    private static SignaturePacket Changed(SignaturePacket statement, Func<EmbeddedSignature, EmbeddedSignature[]> change) => new(
        statement.Version, statement.SignatureType, statement.KeyId, statement.KeyAlgorithm, statement.HashAlgorithm,
        statement.GetHashedSubPackets(),
        [.. statement.GetUnhashedSubPackets().SelectMany<SignatureSubpacket, SignatureSubpacket>(
            part => part is EmbeddedSignature embedded ? change(embedded) : [part])],
        statement.GetFingerprint(), statement.GetSignature());

    /// <summary>A primary key that certifies only, and a subkey that signs.</summary>
    private OpenPgpKeyRing Make(string name, string expires)
    {
        gpg.MakeKey(name, "ed25519", "cert", expires, at: Birthday);
        gpg.Run("--faked-system-time", Birthday, "--passphrase", "", "--quick-add-key", gpg.Fingerprint(name), "ed25519", "sign", "never")
            .Succeeds();
        return Read(gpg.Secret(name));
    }
}
