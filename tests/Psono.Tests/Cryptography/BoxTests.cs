using System.Security.Cryptography;
using CsCheck;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Cryptography;

public sealed class BoxTests
{
    private static readonly Gen<byte[]> Keys = Gen.Byte.Array[SecretKey.Size];
    private static readonly Gen<byte[]> Nonces = Gen.Byte.Array[SecretBox.NonceSize];

    public static IEnumerable<TheoryDataRow> Vectors =>
        VectorFile.Rows(VectorFile.Load("box.json"), "private_key", "public_key", "nonce", "plaintext", "text");

    public static IEnumerable<TheoryDataRow> Agreements =>
        VectorFile.Rows(VectorFile.Load("x25519.json")["agreements"], "private_key", "public_key", "shared");

    public static IEnumerable<TheoryDataRow> LowOrder => VectorFile.Rows(VectorFile.Load("x25519.json")["low_order"], "public_key");

    [Theory, MemberData(nameof(Vectors))]
    public void Opens_the_published_vectors(string privateKey, string publicKey, string nonce, string plaintext, string text)
    {
        using var own = SecretKey.FromHex(privateKey);
        Assert.Equal(plaintext, Convert.ToHexStringLower(Box.Open(own, Public(publicKey), text, nonce)!));
        Assert.Equal(
            plaintext, Convert.ToHexStringLower(Box.Open(own, Public(publicKey), text.ToUpperInvariant(), nonce.ToUpperInvariant())!));
    }

    [Theory, MemberData(nameof(Agreements))]
    public void Agrees_on_the_key_that_follows_from_the_published_agreement(string privateKey, string publicKey, string shared)
    {
        var boxKey = Libsodium.BoxKeyOfAgreement(Convert.FromHexString(shared));
        var nonce = new byte[SecretBox.NonceSize];
        var ciphertext = Libsodium.SecretBoxSeal([1, 2, 3], nonce, boxKey);

        using var own = SecretKey.FromHex(privateKey);
        Assert.Equal([1, 2, 3], Box.Open(own, Public(publicKey), Convert.ToHexStringLower(ciphertext), Convert.ToHexStringLower(nonce))!);
    }

    [Fact]
    public void Opens_what_libsodium_seals_in_both_directions() =>
        Gen.Select(Keys, Keys, Nonces, Gen.Byte.Array[0, 5000]).Sample((alice, bob, nonce, plaintext) =>
        {
            using var alicePrivate = SecretKey.FromBytes(alice);
            using var bobPrivate = SecretKey.FromBytes(bob);
            var text = Convert.ToHexStringLower(Libsodium.BoxSeal(plaintext, nonce, Libsodium.PublicKey(bob), alice));
            Assert.Equal(plaintext, Box.Open(bobPrivate, PublicKey.Of(alicePrivate), text, Convert.ToHexStringLower(nonce)));
            Assert.Equal(plaintext, Box.Open(alicePrivate, PublicKey.Of(bobPrivate), text, Convert.ToHexStringLower(nonce)));
        }, iter: 100);

    [Fact]
    public void Libsodium_opens_what_is_sealed_in_both_directions() =>
        Gen.Select(Keys, Keys, Gen.Byte.Array[0, 5000]).Sample((alice, bob, plaintext) =>
        {
            using var alicePrivate = SecretKey.FromBytes(alice);
            var (text, nonce) = Box.Seal(alicePrivate, Public(Convert.ToHexStringLower(Libsodium.PublicKey(bob))), plaintext);
            var (ciphertext, nonceBytes) = (Convert.FromHexString(text), Convert.FromHexString(nonce));
            Assert.Equal(plaintext, Libsodium.BoxOpen(ciphertext, nonceBytes, Libsodium.PublicKey(alice), bob));
            Assert.Equal(plaintext, Libsodium.BoxOpen(ciphertext, nonceBytes, Libsodium.PublicKey(bob), alice));
        }, iter: 100);

    [Fact]
    public void Agrees_with_libsodium_on_a_mebibyte() =>
        Gen.Select(Keys, Keys, Gen.Byte.Array[1 << 20]).Sample((alice, bob, plaintext) =>
        {
            using var own = SecretKey.FromBytes(alice);
            using var other = SecretKey.FromBytes(bob);
            var (text, nonce) = Box.Seal(own, PublicKey.Of(other), plaintext);
            var (ciphertext, nonceBytes) = (Convert.FromHexString(text), Convert.FromHexString(nonce));
            var opened = Libsodium.BoxOpen(ciphertext, nonceBytes, Libsodium.PublicKey(alice), bob);
            Assert.True(plaintext.AsSpan().SequenceEqual(opened), "the plaintexts differ");
        }, iter: 1);

    [Fact]
    public void A_key_is_sealed_as_its_hex_text()
    {
        using var own = SecretKey.Generate();
        using var other = SecretKey.Generate();
        using var inner = SecretKey.Generate();
        var (text, nonce) = Box.SealKey(own, PublicKey.Of(other), inner);
        Assert.Equal(160, text.Length);

        using var opened = Box.OpenKey(other, PublicKey.Of(own), text, nonce);
        Assert.Equal(inner.ToHex(), opened!.ToHex());
        Assert.Equal(System.Text.Encoding.ASCII.GetBytes(inner.ToHex()), Box.Open(other, PublicKey.Of(own), text, nonce));
    }

    [Fact]
    public void Text_is_sealed_as_utf_8_under_a_nonce_that_never_repeats()
    {
        using var own = SecretKey.Generate();
        var other = PublicKey.Of(own);
        var sealedTexts = Enumerable.Range(0, 100).Select(_ => Box.Seal(own, other, "pässwörd")).ToList();
        Assert.Equal(100, sealedTexts.Select(text => text.Nonce).Distinct().Count());
        Assert.All(sealedTexts, text => Assert.Equal("pässwörd"u8, Box.Open(own, other, text.Text, text.Nonce)!));
    }

    [Theory, MemberData(nameof(LowOrder))]
    public void A_public_key_of_low_order_is_refused(string publicKey)
    {
        using var own = SecretKey.Generate();
        Assert.Null(Libsodium.Agree(own.Bytes.ToArray(), Convert.FromHexString(publicKey)));

        // What anybody could seal: with such a key the agreement is zero, whatever the private key.
        var nonce = new byte[SecretBox.NonceSize];
        var hex = Convert.ToHexStringLower(new byte[32]);
        var forged = Libsodium.SecretBoxSeal(System.Text.Encoding.ASCII.GetBytes(hex), nonce, Libsodium.BoxKeyOfAgreement(new byte[32]));
        var (text, nonceText) = (Convert.ToHexStringLower(forged), Convert.ToHexStringLower(nonce));
        Assert.Null(Box.Open(own, Public(publicKey), text, nonceText));
        Assert.Null(Box.OpenKey(own, Public(publicKey), text, nonceText));

        Assert.Throws<CryptographicException>(() => Box.Seal(own, Public(publicKey), "text"));
        Assert.Throws<CryptographicException>(() => Box.Seal(own, Public(publicKey), new byte[1]));
        Assert.Throws<CryptographicException>(() => Box.SealKey(own, Public(publicKey), own));
    }

    private static PublicKey Public(string hex)
    {
        Assert.True(PublicKey.TryFromHex(hex, out var key));
        return key!;
    }
}
