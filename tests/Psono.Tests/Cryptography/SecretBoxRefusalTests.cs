using Psono.Protocol.Cryptography;

namespace Psono.Tests.Cryptography;

/// <summary>The vector of the NaCl paper, altered in every place.</summary>
public sealed class SecretBoxRefusalTests
{
    private const byte Untouched = 0xAA;

    private readonly byte[] _key;
    private readonly byte[] _nonce;
    private readonly byte[] _ciphertext;

    public SecretBoxRefusalTests()
    {
        var vector = VectorFile.Load("secretbox.json")[0]!;
        _key = Convert.FromHexString(vector["key"]!.GetValue<string>());
        _nonce = Convert.FromHexString(vector["nonce"]!.GetValue<string>());
        _ciphertext = Convert.FromHexString(vector["text"]!.GetValue<string>());
        Assert.True(SecretBox.TryOpen(_ciphertext, _nonce, _key, new byte[_ciphertext.Length - SecretBox.TagSize]));
    }

    [Fact]
    public void Every_flipped_bit_of_the_ciphertext_is_refused() => RefusesEveryFlippedBitOf(_ciphertext);

    [Fact]
    public void Every_flipped_bit_of_the_nonce_is_refused() => RefusesEveryFlippedBitOf(_nonce);

    [Fact]
    public void Every_flipped_bit_of_the_key_is_refused() => RefusesEveryFlippedBitOf(_key);

    [Fact]
    public void Every_ciphertext_that_lost_its_end_is_refused()
    {
        for (var length = 0; length < _ciphertext.Length; length++)
            AssertRefused(_ciphertext[..length]);
    }

    [Fact]
    public void Every_ciphertext_that_lost_its_start_is_refused()
    {
        for (var start = 1; start <= _ciphertext.Length; start++)
            AssertRefused(_ciphertext[start..]);
    }

    [Fact]
    public void Every_ciphertext_with_an_added_byte_is_refused()
    {
        for (var position = 0; position <= _ciphertext.Length; position++)
            AssertRefused([.. _ciphertext[..position], 0, .. _ciphertext[position..]]);
    }

    [Fact]
    public void An_empty_plaintext_is_authenticated_too()
    {
        var tag = new byte[SecretBox.TagSize];
        SecretBox.Seal([], _nonce, _key, tag);
        Assert.True(SecretBox.TryOpen(tag, _nonce, _key, []));
        for (var bit = 0; bit < tag.Length * 8; bit++)
        {
            Flip(tag, bit);
            Assert.False(SecretBox.TryOpen(tag, _nonce, _key, []));
            Flip(tag, bit);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("f")]
    [InlineData("fffffffffffffffffffffffffffffff")]
    [InlineData("zz000000000000000000000000000000")]
    [InlineData("0x000000000000000000000000000000")]
    [InlineData(" 0000000000000000000000000000000")]
    public void Text_that_is_no_sealed_text_does_not_open(string? text)
    {
        using var key = SecretKey.FromBytes(_key);
        Assert.Null(SecretBox.Open(key, text, Convert.ToHexStringLower(_nonce)));
        Assert.Null(SecretBox.OpenKey(key, text, Convert.ToHexStringLower(_nonce)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b3")]
    [InlineData("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b370")]
    [InlineData("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b3700")]
    [InlineData("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b")]
    [InlineData("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b3g")]
    public void Text_that_is_no_nonce_does_not_open(string? nonce)
    {
        using var key = SecretKey.FromBytes(_key);
        Assert.NotNull(SecretBox.Open(key, Convert.ToHexStringLower(_ciphertext), Convert.ToHexStringLower(_nonce)));
        Assert.Null(SecretBox.Open(key, Convert.ToHexStringLower(_ciphertext), nonce));
    }

    private void RefusesEveryFlippedBitOf(byte[] part)
    {
        for (var bit = 0; bit < part.Length * 8; bit++)
        {
            Flip(part, bit);
            AssertRefused(_ciphertext);
            Flip(part, bit);
        }
    }

    private void AssertRefused(byte[] ciphertext)
    {
        var plaintext = new byte[Math.Max(0, ciphertext.Length - SecretBox.TagSize)];
        Array.Fill(plaintext, Untouched);
        Assert.False(SecretBox.TryOpen(ciphertext, _nonce, _key, plaintext));
        Assert.DoesNotContain(plaintext, value => value != Untouched);

        using var key = SecretKey.FromBytes(_key);
        Assert.Null(SecretBox.Open(key, Convert.ToHexStringLower(ciphertext), Convert.ToHexStringLower(_nonce)));
    }

    private static void Flip(byte[] bytes, int bit) => bytes[bit / 8] ^= (byte)(1 << (bit % 8));
}
