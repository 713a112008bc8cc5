using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Psono.Cli.Redaction;

namespace Psono.Tests.Redaction;

/// <summary>What the encoders of .NET make of a value is one of its forms, wherever in the encoded text the value is.</summary>
public sealed class SecretFormsTests
{
    private static readonly Gen<string> Value = Gen.String[Gen.OneOf(
        Gen.Char[' ', '~'], Gen.OneOf('\n', '\t', 'ü', '€', '/', '"', '\\', ' ')), 4, 90]
        .Where(text => text.Trim('\r', '\n').Length >= 4);

    [Fact]
    public void Base64_is_masked_at_every_offset_in_both_alphabets_but_for_a_digit_at_each_end()
    {
        Gen.Select(Value, Gen.Byte.Array[0, 7], Gen.Byte.Array[0, 7]).Sample((value, before, after) =>
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            var digits = Convert.ToBase64String([.. before, .. bytes, .. after]);
            foreach (var text in new[] { digits, digits.TrimEnd('='), digits.Replace('+', '-').Replace('/', '_') })
            {
                var masked = Mask(text, bytes);
                var kept = masked.Replace("[redacted]", "", StringComparison.Ordinal).TrimEnd('=').Length;
                Assert.True(kept <= ((before.Length * 8) + 5) / 6 + (((after.Length * 8) + 5) / 6) + 1, $"{text}: {masked}");
            }
        });
    }

    [Theory]
    [InlineData("hunter2", "aHVudGVyMg==")]
    [InlineData("hunter2", "aHVudGVyMg")]
    [InlineData("hunter2", "aHVudGVyMgo=")]
    [InlineData("say:hi/there", "say:hi%2Fthere")]
    [InlineData("hunter2", "68756e74657232")]
    [InlineData("hunter2", "68756E74657232")]
    [InlineData("p@ss w/rd", "p%40ss%20w%2Frd")]
    [InlineData("p@ss w/rd", "p%40ss+w%2frd")]
    [InlineData("p@ss w/rd", "p%40ss%20w/rd")]
    [InlineData("say \"hi\"", "say \\\"hi\\\"")]
    [InlineData("say \"hi\"", "say \\u0022hi\\u0022")]
    [InlineData("say \"hi\"", "say \\\\\\\"hi\\\\\\\"")]
    [InlineData("grüße", "gr\\u00fc\\u00dfe")]
    [InlineData("grüße", "gr\\u00FC\\u00DFe")]
    [InlineData("a/b/c/d", "a\\/b\\/c\\/d")]
    [InlineData("line one\nline two\n", "line one\nline two")]
    [InlineData("line one\nline two\n", "line one\r\nline two")]
    [InlineData("line one\nline two", "line one\\nline two")]
    [InlineData("one\r\ntwo", "one\ntwo")]
    [InlineData("-----BEGIN KEY-----\nabcdefgh12345678\n-----END KEY-----", "abcdefgh12345678")]
    public void A_value_is_masked_in_every_way_it_is_commonly_written(string value, string written) =>
        Assert.Equal("<[redacted]>", Mask($"<{written}>", Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData("abc"), InlineData("1"), InlineData(""), InlineData("\n\n")]
    public void A_value_of_less_than_four_bytes_has_no_form(string value) => Assert.Empty(SecretForms.Of(Encoding.UTF8.GetBytes(value)));

    [Fact]
    public void What_the_encoders_of_dotnet_write_is_masked()
    {
        Value.Sample(value =>
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            foreach (var text in new[]
            {
                value, value.ReplaceLineEndings("\r\n"), Uri.EscapeDataString(value), UrlEncoder.Default.Encode(value),
                Convert.ToHexString(bytes),
                JsonEncodedText.Encode(value).ToString(),
                JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
            })
                Assert.Equal("<[redacted]>", Mask($"<{text}>", bytes));
        });
    }

    [Theory]
    [InlineData(76, "\n"), InlineData(64, "\r\n")]
    public void Base64_in_lines_is_masked_as_a_whole(int width, string newLine)
    {
        var value = Enumerable.Range(0, 300).Select(i => (byte)(i * 37)).ToArray();
        var lines = string.Join(newLine, Convert.ToBase64String(value).Chunk(width).Select(line => new string(line)));

        Assert.Equal("<[redacted]>", Mask($"<{lines}>", value));
    }

    private static string Mask(string text, byte[] value) =>
        Encoding.UTF8.GetString(ReferenceRedactor.Stream([Encoding.UTF8.GetBytes(text)], SecretForms.Of(value)));
}
