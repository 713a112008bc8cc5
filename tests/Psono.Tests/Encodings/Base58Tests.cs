using System.Numerics;
using CsCheck;
using Psono.Protocol.Encodings;
using Psono.Tests.Cryptography;

namespace Psono.Tests.Encodings;

public sealed class Base58Tests
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static IEnumerable<TheoryDataRow> Vectors => VectorFile.Rows(VectorFile.Load("base58.json"), "bytes", "text");

    [Theory, MemberData(nameof(Vectors))]
    public void Encodes_and_decodes_the_published_vectors(string bytes, string text)
    {
        Assert.Equal(text, Base58.Encode(Convert.FromHexString(bytes)));
        Assert.Equal(bytes, Convert.ToHexStringLower(Base58.Decode(text)!));
    }

    [Fact]
    public void Is_the_number_in_base_58_after_a_1_for_each_leading_zero_byte() =>
        Gen.Select(Gen.Int[0, 5], Gen.Byte.Array[0, 300]).Sample((zeros, tail) =>
        {
            byte[] bytes = [.. new byte[zeros], .. tail];
            var text = Base58.Encode(bytes);
            Assert.Equal(Expected(bytes), text);
            Assert.Equal(bytes, Base58.Decode(text));
        }, iter: 300);

    [Fact]
    public void Every_character_outside_the_alphabet_is_refused()
    {
        for (var character = '\0'; character < 0x3000; character++)
            Assert.Equal(Alphabet.Contains(character, StringComparison.Ordinal), Base58.Decode($"2{character}g") is not null);
    }

    [Fact]
    public void Every_text_of_the_alphabet_is_the_encoding_of_what_it_decodes_to() =>
        Gen.String[Gen.Char[Alphabet], 0, 100].Sample(text => Assert.Equal(text, Base58.Encode(Base58.Decode(text)!)), iter: 200);

    private static string Expected(byte[] bytes)
    {
        var digits = new Stack<char>();
        for (var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true); number > 0; number /= 58)
            digits.Push(Alphabet[(int)(number % 58)]);
        return new string('1', bytes.TakeWhile(value => value == 0).Count()) + new string([.. digits]);
    }
}
