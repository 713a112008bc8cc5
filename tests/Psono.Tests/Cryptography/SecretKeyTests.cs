using System.Text;
using Psono.Protocol.Cryptography;

namespace Psono.Tests.Cryptography;

public sealed class SecretKeyTests
{
    private const string Hex = "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389";

    [Fact]
    public void Its_memory_is_zero_after_dispose()
    {
        var key = SecretKey.FromHex(Hex);
        var memory = key.Bytes;
        Assert.Equal(Hex, Convert.ToHexStringLower(memory));

        key.Dispose();
        Assert.Equal(new byte[SecretKey.Size], memory.ToArray());
    }

    [Fact]
    public void It_cannot_be_used_after_dispose()
    {
        using var other = SecretKey.Generate();
        var key = SecretKey.FromHex(Hex);
        key.Dispose();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(key.ToHex);
        Assert.Throws<ObjectDisposedException>(() => SecretBox.Seal(key, "would be sealed with a zero key"));
        Assert.Throws<ObjectDisposedException>(() => SecretBox.SealKey(other, key));
        Assert.Throws<ObjectDisposedException>(() => Box.Seal(key, PublicKey.Of(other), "text"));
        Assert.Throws<ObjectDisposedException>(() => PublicKey.Of(key));
        Assert.Throws<ObjectDisposedException>(() => Ed25519.Sign(key, [1]));
    }

    [Fact]
    public void It_owns_a_copy_of_the_bytes_it_is_made_from()
    {
        var bytes = Convert.FromHexString(Hex);
        using var key = SecretKey.FromBytes(bytes);
        Array.Clear(bytes);
        Assert.Equal(Hex, key.ToHex());
    }

    [Fact]
    public void Generated_keys_differ()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => SecretKey.Generate().ToHex()).ToHashSet();
        Assert.Equal(1000, keys.Count);
    }

    [Fact]
    public void Parses_characters_and_utf_8_of_either_case()
    {
        foreach (var text in new[] { Hex, Hex.ToUpperInvariant() })
        {
            Assert.True(SecretKey.TryFromHex(text.AsSpan(), out var ofText));
            Assert.True(SecretKey.TryFromHex(Encoding.ASCII.GetBytes(text), out var ofBytes));
            Assert.Equal(Hex, SecretKey.FromHex(text).ToHex());
            Assert.Equal(Hex, ofText!.ToHex());
            Assert.Equal(Hex, ofBytes!.ToHex());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f6838")]
    [InlineData("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f683")]
    [InlineData("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f683890")]
    [InlineData("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f6838900")]
    [InlineData("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f6838g")]
    [InlineData(" 1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f6838")]
    [InlineData("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f683é")]
    public void Refuses_what_is_not_64_digits_and_does_not_repeat_it(string text)
    {
        Assert.False(SecretKey.TryFromHex(text.AsSpan(), out var ofText));
        Assert.False(SecretKey.TryFromHex(Encoding.UTF8.GetBytes(text), out var ofBytes));
        Assert.Null(ofText);
        Assert.Null(ofBytes);
        var error = Assert.Throws<FormatException>(() => SecretKey.FromHex(text));
        Assert.DoesNotContain("1b27", error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(0), InlineData(31), InlineData(33), InlineData(64)]
    public void Refuses_any_other_number_of_bytes(int size) => Assert.Throws<ArgumentException>(() => SecretKey.FromBytes(new byte[size]));

    [Fact]
    public void Its_text_does_not_show_it()
    {
        using var key = SecretKey.FromHex(Hex);
        Assert.Equal("SecretKey", key.ToString());
        Assert.Equal("SecretKey", $"{key}");
    }
}
