using System.Numerics;
using CsCheck;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Cryptography;

public sealed class Ed25519Tests
{
    private static readonly BigInteger GroupOrder = BigInteger.Pow(2, 252)
        + BigInteger.Parse("27742317777372353535851937790883648493", null);

    public static IEnumerable<TheoryDataRow> Signatures =>
        VectorFile.Rows(VectorFile.Load("ed25519.json")["signatures"], "seed", "verify_key", "message", "signature");

    public static IEnumerable<TheoryDataRow> VerifyKeys =>
        VectorFile.Rows(VectorFile.Load("ed25519.json")["verify_keys"], "seed", "verify_key");

    [Theory, MemberData(nameof(Signatures))]
    public void Signs_and_verifies_the_published_vectors(string seed, string verifyKey, string message, string signature)
    {
        using var key = SecretKey.FromHex(seed);
        Assert.Equal(verifyKey, Convert.ToHexStringLower(Ed25519.VerifyKey(key)));
        Assert.Equal(signature, Convert.ToHexStringLower(Ed25519.Sign(key, Convert.FromHexString(message))));
        Assert.True(Ed25519.Verify(Convert.FromHexString(verifyKey), Convert.FromHexString(message), Convert.FromHexString(signature)));
    }

    [Theory, MemberData(nameof(VerifyKeys))]
    public void Derives_the_published_verify_keys(string seed, string verifyKey)
    {
        using var key = SecretKey.FromHex(seed);
        Assert.Equal(verifyKey, Convert.ToHexStringLower(Ed25519.VerifyKey(key)));
    }

    [Fact]
    public void Signs_what_libsodium_signs_and_verifies_it() =>
        Gen.Select(Gen.Byte.Array[SecretKey.Size], Gen.Byte.Array[0, 5000]).Sample((seed, message) =>
        {
            using var key = SecretKey.FromBytes(seed);
            var (verifyKey, _) = Libsodium.SigningKeys(seed);
            Assert.Equal(verifyKey, Ed25519.VerifyKey(key));
            var signature = Ed25519.Sign(key, message);
            Assert.Equal(Libsodium.Sign(message, seed), signature);
            Assert.True(Libsodium.Verify(signature, message, verifyKey));
            Assert.True(Ed25519.Verify(verifyKey, message, signature));
        }, iter: 100);

    [Fact]
    public void Every_flipped_bit_is_refused()
    {
        using var key = SecretKey.Generate();
        var verifyKey = Ed25519.VerifyKey(key);
        var message = "{\"version\": \"1.0.0 (Build 1)\"}"u8.ToArray();
        var signature = Ed25519.Sign(key, message);
        foreach (var part in new[] { verifyKey, message, signature })
        {
            for (var bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(Ed25519.Verify(verifyKey, message, signature));
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.True(Ed25519.Verify(verifyKey, message, signature));
    }

    [Fact]
    public void Every_wrong_length_is_a_wrong_signature()
    {
        using var key = SecretKey.Generate();
        var verifyKey = Ed25519.VerifyKey(key);
        var signature = Ed25519.Sign(key, [1]);
        for (var length = 0; length < signature.Length; length++)
            Assert.False(Ed25519.Verify(verifyKey, [1], signature.AsSpan(0, length)));
        for (var length = 0; length < verifyKey.Length; length++)
            Assert.False(Ed25519.Verify(verifyKey.AsSpan(0, length), [1], signature));
        Assert.False(Ed25519.Verify(verifyKey, [1], [.. signature, 0]));
        Assert.False(Ed25519.Verify([.. verifyKey, 0], [1], signature));
    }

    [Fact]
    public void A_signature_has_only_one_spelling()
    {
        using var key = SecretKey.Generate();
        var signature = Ed25519.Sign(key, [1]);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true);
        Assert.True(s < GroupOrder);

        for (var other = s + GroupOrder; other < BigInteger.Pow(2, 256); other += GroupOrder)
        {
            var spelling = signature.ToArray();
            spelling.AsSpan(32).Clear();
            other.TryWriteBytes(spelling.AsSpan(32), out _, isUnsigned: true);
            Assert.False(Ed25519.Verify(Ed25519.VerifyKey(key), [1], spelling));
        }
    }

    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void A_verify_key_of_low_order_verifies_nothing(string verifyKey)
    {
        // With such a key, R = the neutral element and S = 0 satisfy the equation for about one message in eight, or for every message.
        var signature = new byte[Ed25519.SignatureSize];
        signature[0] = 1;
        for (byte message = 0; message < 64; message++)
            Assert.False(Ed25519.Verify(Convert.FromHexString(verifyKey), [message], signature));
    }
}
