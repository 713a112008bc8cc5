using System.Text;
using CsCheck;
using Psono.Protocol.Encodings;

namespace Psono.Tests.Encodings;

public sealed class HexTests
{
    [Fact]
    public void Decodes_what_was_encoded_in_either_case() =>
        Gen.Byte.Array[0, 100].Sample(bytes =>
        {
            foreach (var text in new[] { Convert.ToHexStringLower(bytes), Convert.ToHexString(bytes) })
            {
                Assert.True(Hex.TryDecode(text, out var decoded));
                Assert.Equal(bytes, decoded);

                var destination = new byte[bytes.Length];
                Assert.True(Hex.TryDecode(text.AsSpan(), destination));
                Assert.Equal(bytes, destination);

                Array.Clear(destination);
                Assert.True(Hex.TryDecode(Encoding.ASCII.GetBytes(text), destination));
                Assert.Equal(bytes, destination);
                Assert.Equal(bytes.Length > 0, Hex.IsHex(text));
            }
        }, iter: 100);

    [Fact]
    public void Decodes_mixed_case()
    {
        Assert.True(Hex.TryDecode("aBcDeF", out var bytes));
        Assert.Equal([0xab, 0xcd, 0xef], bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("000")]
    [InlineData("0g")]
    [InlineData("0x")]
    [InlineData("0x00")]
    [InlineData(" 0")]
    [InlineData("0 ")]
    [InlineData("00\n")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("０１")]
    [InlineData("\0\0")]
    public void Refuses_odd_lengths_and_other_characters(string? text)
    {
        Assert.False(Hex.TryDecode(text, out var bytes));
        Assert.Empty(bytes);
        Assert.False(Hex.IsHex(text));
        Assert.False(Hex.TryDecode(Encoding.UTF8.GetBytes(text ?? "0"), new byte[(text?.Length ?? 1) / 2]));
    }

    [Fact]
    public void Every_other_character_is_refused()
    {
        for (var character = '\0'; character < 0x3000; character++)
            Assert.Equal(char.IsAsciiHexDigit(character), Hex.IsHex($"0{character}") && Hex.TryDecode($"0{character}", out _));
    }

    [Theory]
    [InlineData("", 1), InlineData("00", 0), InlineData("00", 2), InlineData("0000", 1)]
    public void Refuses_any_length_but_that_of_the_destination(string text, int size)
    {
        Assert.False(Hex.TryDecode(text.AsSpan(), new byte[size]));
        Assert.False(Hex.TryDecode(Encoding.ASCII.GetBytes(text), new byte[size]));
    }
}
