using System.Buffers;
using System.Text;
using CsCheck;
using Psono.Cli.Redaction;

namespace Psono.Tests.Redaction;

public sealed class RedactorTests
{
    // Few letters, so that patterns begin with, contain and overlap each other all the time.
    private static readonly Gen<byte[]> Dense = Gen.OneOf((byte)'a', (byte)'b').Array[4, 9];
    private static readonly Gen<byte[]> Sparse = Gen.Byte.Array[4, 40];
    private static readonly Gen<int[]> Sizes = Gen.Int[1, 12].Array[0, 6];

    [Fact]
    public void Random_dense_patterns_in_random_pieces_are_masked_as_the_reference_does() =>
        Check(Dense, Gen.OneOf((byte)'a', (byte)'b', (byte)'c').Array[0, 60]);

    [Fact]
    public void Random_binary_patterns_in_random_pieces_are_masked_as_the_reference_does() => Check(Sparse, Gen.Byte.Array[0, 60]);

    [Fact]
    public void No_form_of_a_random_secret_gets_through_whatever_the_pieces()
    {
        var value = Gen.OneOf(
            Gen.String[Gen.Char[' ', '~'], 4, 60],
            Gen.String[Gen.OneOf('a', '/', '+', '"', '\n', ' ', 'é', '\\', '\r'), 4, 40]);
        var noise = Gen.String[Gen.Char[' ', '~'], 0, 30];
        Gen.Select(value.Array[1, 3], noise.Array[1, 4], Gen.Int[0, 1 << 20].Array[1, 6], Sizes).Sample((values, noises, picks, sizes) =>
        {
            var forms = values.SelectMany(text => SecretForms.Of(Encoding.UTF8.GetBytes(text))).ToList();
            var text = picks.SelectMany(
                (pick, i) => (byte[])[.. Encoding.UTF8.GetBytes(noises[i % noises.Length]), .. forms[pick % forms.Count]]).ToArray();
            var output = ReferenceRedactor.Stream(ReferenceRedactor.Cut(text, sizes), forms);

            Assert.Equal(ReferenceRedactor.Show(ReferenceRedactor.Redact(text, forms)), ReferenceRedactor.Show(output));

            // A mark may put together what was apart: only secrets that begin or end like the mark can tell.
            var between = ReferenceRedactor.Show(output).Split("[redacted]");
            Assert.All(forms, form =>
                Assert.DoesNotContain(between, part => part.Contains(ReferenceRedactor.Show(form), StringComparison.Ordinal)));
        });
    }

    [Fact]
    public void A_secret_is_masked_wherever_a_piece_ends()
    {
        const string Secret = "correct horse battery staple";
        var forms = SecretForms.Of(Encoding.UTF8.GetBytes(Secret));
        var text = Encoding.UTF8.GetBytes($"before {Secret} after");
        for (var first = 0; first <= text.Length; first++)
        {
            for (var second = first; second <= text.Length; second++)
                Assert.Equal("before [redacted] after", ReferenceRedactor.Show(
                    ReferenceRedactor.Stream([text[..first], text[first..second], text[second..]], forms)));
        }
    }

    [Fact]
    public void A_secret_in_a_thousand_pieces_of_one_byte_is_masked()
    {
        var secret = Enumerable.Range(0, 1000).Select(i => (byte)('a' + (i * i % 26))).ToArray();
        byte[] text = [.. "x"u8, .. secret, .. "y"u8];

        Assert.Equal("x[redacted]y", ReferenceRedactor.Show(ReferenceRedactor.Stream(ReferenceRedactor.Cut(text, [1]), [secret])));
    }

    [Theory]
    [InlineData("no secret here", "no secret here", "")]
    [InlineData("the password is hun", "the password is ", "hun")]
    [InlineData("the password is hunter2", "the password is [redacted]", "")]
    [InlineData("the password is hunter2, or hunted", "the password is [redacted], or hunted", "")]
    [InlineData("the password is hunter2 or hunter", "the password is [redacted] or ", "hunter")]
    public void Only_what_may_still_become_a_secret_is_held_back(string piece, string atOnce, string atTheEnd)
    {
        using var patterns = new RedactionPatterns([Encoding.UTF8.GetBytes("hunter2")]);
        using var redactor = new Redactor(patterns);
        var output = new ArrayBufferWriter<byte>();

        redactor.Write(Encoding.UTF8.GetBytes(piece), output);
        Assert.Equal(atOnce, Encoding.UTF8.GetString(output.WrittenSpan));

        output.Clear();
        redactor.End(output);
        Assert.Equal(atTheEnd, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void The_mark_of_a_secret_does_not_wait_for_a_longer_one()
    {
        using var patterns = new RedactionPatterns([Encoding.UTF8.GetBytes("hunter2"), Encoding.UTF8.GetBytes("hunter2hunter3")]);
        using var redactor = new Redactor(patterns);
        var output = new ArrayBufferWriter<byte>();

        redactor.Write("is hunter2"u8, output);
        Assert.Equal("is [redacted]", Encoding.UTF8.GetString(output.WrittenSpan));
        redactor.Write("hunter3."u8, output);
        Assert.Equal("is [redacted].", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void What_a_terminal_shows_early_never_is_a_whole_form()
    {
        Gen.Select(Dense.Array[1, 4], Gen.OneOf((byte)'a', (byte)'b', (byte)'c').Array[0, 60], Sizes).Sample((patterns, text, sizes) =>
        {
            var pieces = ReferenceRedactor.Cut(text, sizes);
            var output = ReferenceRedactor.Show(ReferenceRedactor.Stream(pieces, patterns, (redactor, early) => redactor.Show(early)));
            var redacted = ReferenceRedactor.Show(ReferenceRedactor.Redact(text, patterns));
            Assert.Equal(redacted.Split("[redacted]").Length, output.Split("[redacted]").Length);

            // By its place, not by its look: what is shown before and after a byte that is not may look like another form.
            var shown = ReferenceRedactor.ShownEarly(text, pieces, patterns);
            var expected = ReferenceRedactor.Show([.. text.Where((_, i) => shown[i])]);
            Assert.Equal(expected, output.Replace("[redacted]", "", StringComparison.Ordinal));
            foreach (var (start, length) in ReferenceRedactor.Occurrences(text, patterns))
                Assert.Contains(false, shown[start..(start + length)]);
        });
    }

    [Fact]
    public void A_key_that_may_begin_a_secret_is_shown_at_a_terminal_and_the_rest_is_masked()
    {
        using var patterns = new RedactionPatterns([Encoding.UTF8.GetBytes("hunter2")]);
        using var redactor = new Redactor(patterns);
        var output = new ArrayBufferWriter<byte>();

        redactor.Write("h"u8, output);
        Assert.Equal("", Encoding.UTF8.GetString(output.WrittenSpan));
        redactor.Show(output);
        Assert.Equal("h", Encoding.UTF8.GetString(output.WrittenSpan));
        redactor.Write("unter2 "u8, output);
        Assert.Equal("h[redacted] ", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static void Check(Gen<byte[]> pattern, Gen<byte[]> noise) =>
        Gen.Select(pattern.Array[1, 5], noise.Array[1, 4], Gen.Int[0, 1000].Array[0, 8], Sizes).Sample((patterns, noises, picks, sizes) =>
        {
            var text = noises.SelectMany((bytes, i) =>
                picks.Length == 0 ? bytes : (byte[])[.. bytes, .. patterns[picks[i % picks.Length] % patterns.Length]]).ToArray();

            Assert.Equal(
                ReferenceRedactor.Show(ReferenceRedactor.Redact(text, patterns)),
                ReferenceRedactor.Show(ReferenceRedactor.Stream(ReferenceRedactor.Cut(text, sizes), patterns)));
        });
}
