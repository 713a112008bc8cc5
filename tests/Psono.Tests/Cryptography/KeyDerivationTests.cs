using System.Security.Cryptography;
using System.Text;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Cryptography;

public sealed class KeyDerivationTests
{
    [Theory]
    [InlineData(""), InlineData("psono.net cache 1")]
    [InlineData("a purpose that is longer than one block of the hash function that everything here is made of, ä")]
    public void It_is_HKDF_with_SHA_256_as_another_implementation_has_it(string purpose)
    {
        using var key = SecretKey.Generate();
        using var derived = KeyDerivation.Derive(key, purpose);
        Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes.ToArray(), 32, info: Encoding.UTF8.GetBytes(purpose)),
            derived.Bytes.ToArray());
    }

    [Fact]
    public void Each_purpose_has_its_own_key()
    {
        using var key = SecretKey.Generate();
        using var one = KeyDerivation.Derive(key, "one");
        using var two = KeyDerivation.Derive(key, "two");
        Assert.NotEqual(one.ToHex(), two.ToHex());
        Assert.NotEqual(key.ToHex(), one.ToHex());
    }
}
