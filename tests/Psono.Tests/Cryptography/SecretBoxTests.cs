using System.Text;
using CsCheck;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Cryptography;

public sealed class SecretBoxTests
{
    private static readonly Gen<byte[]> Keys = Gen.Byte.Array[SecretBox.KeySize];
    private static readonly Gen<byte[]> Nonces = Gen.Byte.Array[SecretBox.NonceSize];

    public static IEnumerable<TheoryDataRow> Vectors =>
        VectorFile.Rows(VectorFile.Load("secretbox.json"), "key", "nonce", "plaintext", "text");

    [Theory, MemberData(nameof(Vectors))]
    public void Seals_and_opens_the_published_vectors(string key, string nonce, string plaintext, string text)
    {
        var ciphertext = new byte[text.Length / 2];
        SecretBox.Seal(Convert.FromHexString(plaintext), Convert.FromHexString(nonce), Convert.FromHexString(key), ciphertext);
        Assert.Equal(text, Convert.ToHexStringLower(ciphertext));

        using var secretKey = SecretKey.FromHex(key);
        Assert.Equal(plaintext, Convert.ToHexStringLower(SecretBox.Open(secretKey, text, nonce)!));
        Assert.Equal(plaintext, Convert.ToHexStringLower(SecretBox.Open(secretKey, text.ToUpperInvariant(), nonce.ToUpperInvariant())!));
    }

    [Fact]
    public void Seals_what_libsodium_seals_and_opens_it() =>
        Gen.Select(Keys, Nonces, Gen.Byte.Array[0, 5000]).Sample(AgreesWithLibsodium, iter: 400);

    [Fact]
    public void Agrees_with_libsodium_on_a_mebibyte() =>
        Gen.Select(Keys, Nonces, Gen.Byte.Array[1 << 20]).Sample(AgreesWithLibsodium, iter: 1);

    [Theory]
    [InlineData(0), InlineData(1), InlineData(15), InlineData(16), InlineData(31), InlineData(32), InlineData(33)]
    [InlineData(63), InlineData(64), InlineData(65), InlineData(95), InlineData(96), InlineData(97), InlineData(128)]
    public void Agrees_with_libsodium_at_the_edges_of_a_block(int length) =>
        Gen.Select(Keys, Nonces, Gen.Byte.Array[length]).Sample(AgreesWithLibsodium, iter: 5);

    [Fact]
    public void Libsodium_opens_what_is_sealed_under_a_random_nonce() =>
        Gen.Select(Keys, Gen.Byte.Array[0, 300]).Sample((key, plaintext) =>
        {
            using var secretKey = SecretKey.FromBytes(key);
            var (text, nonce) = SecretBox.Seal(secretKey, plaintext);
            Assert.Equal(plaintext, Libsodium.SecretBoxOpen(Convert.FromHexString(text), Convert.FromHexString(nonce), key));
        }, iter: 100);

    [Fact]
    public void Sealed_text_is_lower_case_hex_under_a_nonce_that_never_repeats()
    {
        using var key = SecretKey.Generate();
        var sealedTexts = Enumerable.Range(0, 1000).Select(_ => SecretBox.Seal(key, "the same text")).ToList();
        Assert.Equal(1000, sealedTexts.Select(text => text.Nonce).Distinct().Count());
        Assert.Equal(1000, sealedTexts.Select(text => text.Text).Distinct().Count());
        Assert.All(sealedTexts, text => Assert.Matches("^[0-9a-f]{48}$", text.Nonce));
        Assert.All(sealedTexts, text => Assert.Matches("^[0-9a-f]{58}$", text.Text));
    }

    [Fact]
    public void Text_is_sealed_as_utf_8()
    {
        using var key = SecretKey.Generate();
        var (text, nonce) = SecretBox.Seal(key, "pässwörd 🔑");
        Assert.Equal("pässwörd 🔑"u8, SecretBox.Open(key, text, nonce)!);
    }

    [Fact]
    public void A_key_is_sealed_as_its_hex_text()
    {
        using var key = SecretKey.Generate();
        using var inner = SecretKey.Generate();
        var (text, nonce) = SecretBox.SealKey(key, inner);
        Assert.Equal(160, text.Length);
        Assert.Equal(inner.ToHex(), Encoding.ASCII.GetString(SecretBox.Open(key, text, nonce)!));

        using var opened = SecretBox.OpenKey(key, text, nonce);
        Assert.Equal(inner.ToHex(), opened!.ToHex());
    }

    [Fact]
    public void A_sealed_key_may_be_upper_case()
    {
        using var key = SecretKey.Generate();
        using var inner = SecretKey.Generate();
        var (text, nonce) = SecretBox.Seal(key, inner.ToHex().ToUpperInvariant());
        using var opened = SecretBox.OpenKey(key, text, nonce);
        Assert.Equal(inner.ToHex(), opened!.ToHex());
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00112233445566778899aabbccddeeff00112233445566778899aabbccddeef")]
    [InlineData("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0")]
    [InlineData("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00")]
    [InlineData("00112233445566778899aabbccddeeff00112233445566778899aabbccddeefg")]
    [InlineData("00112233445566778899aabbccddeeff00112233445566778899aabbccddee\n\n")]
    public void What_is_not_the_hex_text_of_a_key_does_not_open_as_one(string plaintext)
    {
        using var key = SecretKey.Generate();
        var (text, nonce) = SecretBox.Seal(key, plaintext);
        Assert.Null(SecretBox.OpenKey(key, text, nonce));
    }

    [Theory]
    [InlineData(31, 24, 17), InlineData(33, 24, 17), InlineData(0, 24, 17)]
    [InlineData(32, 23, 17), InlineData(32, 25, 17), InlineData(32, 0, 17)]
    [InlineData(32, 24, 16), InlineData(32, 24, 18), InlineData(32, 24, 1)]
    public void A_wrong_size_is_a_mistake_of_the_caller(int key, int nonce, int ciphertext)
    {
        Assert.Throws<ArgumentException>(() => SecretBox.Seal(new byte[1], new byte[nonce], new byte[key], new byte[ciphertext]));
        Assert.Throws<ArgumentException>(() => SecretBox.TryOpen(new byte[17], new byte[nonce], new byte[key], new byte[ciphertext - 1]));
    }

    private static void AgreesWithLibsodium(byte[] key, byte[] nonce, byte[] plaintext)
    {
        var expected = Libsodium.SecretBoxSeal(plaintext, nonce, key);
        var ciphertext = new byte[plaintext.Length + SecretBox.TagSize];
        SecretBox.Seal(plaintext, nonce, key, ciphertext);
        Assert.True(expected.AsSpan().SequenceEqual(ciphertext), "the ciphertexts differ");

        var opened = new byte[plaintext.Length];
        Assert.True(SecretBox.TryOpen(expected, nonce, key, opened));
        Assert.True(plaintext.AsSpan().SequenceEqual(opened), "the plaintexts differ");
    }
}
