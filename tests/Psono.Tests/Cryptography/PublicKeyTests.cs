using CsCheck;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Cryptography;

public sealed class PublicKeyTests
{
    public static IEnumerable<TheoryDataRow> Vectors =>
        VectorFile.Rows(VectorFile.Load("x25519.json")["public_keys"], "private_key", "public_key");

    [Theory, MemberData(nameof(Vectors))]
    public void Derives_the_published_public_keys(string privateKey, string publicKey)
    {
        using var key = SecretKey.FromHex(privateKey);
        Assert.Equal(publicKey, PublicKey.Of(key).ToHex());
    }

    [Fact]
    public void Derives_what_libsodium_derives() =>
        Gen.Byte.Array[SecretKey.Size].Sample(bytes =>
        {
            using var key = SecretKey.FromBytes(bytes);
            Assert.Equal(Libsodium.PublicKey(bytes), PublicKey.Of(key).Bytes);
        }, iter: 200);

    [Fact]
    public void Parses_either_case_and_shows_lower_case()
    {
        using var privateKey = SecretKey.Generate();
        var expected = PublicKey.Of(privateKey);
        Assert.True(PublicKey.TryFromHex(expected.ToHex().ToUpperInvariant(), out var parsed));
        Assert.Equal(expected.Bytes, parsed!.Bytes);
        Assert.Equal(expected.ToHex(), parsed.ToHex());
        Assert.Matches("^[0-9a-f]{64}$", parsed.ToHex());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4")]
    [InlineData("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b")]
    [InlineData("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f0")]
    [InlineData("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f00")]
    [InlineData("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4g")]
    public void Refuses_what_is_not_64_digits(string? hex)
    {
        Assert.False(PublicKey.TryFromHex(hex, out var key));
        Assert.Null(key);
    }
}
