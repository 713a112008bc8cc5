using System.Buffers.Text;
using System.Security.Cryptography;

namespace Psono.Cli.Redaction;

/// <summary>
/// A value in base64, also in the middle of something longer that was encoded as a whole ("user:password"). Three bytes are four digits, so
/// there are three ways to lie in it. The digits that the neighbours take part in are not known; at most one at each end is left, which
/// holds two or four bits of the value.
/// </summary>
internal static class Base64Forms
{
    // What base64(1) and MIME, and what PEM and openssl make lines of.
    private const int MimeWidth = 76;
    private const int PemWidth = 64;

    public static void Add(FormList forms, ReadOnlySpan<byte> value)
    {
        for (var before = 0; before < 3; before++)
        {
            var bytes = FormList.Pinned(before + value.Length);
            bytes.AsSpan(0, before).Clear();
            value.CopyTo(bytes.AsSpan(before));
            var digits = FormList.Pinned(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
            Base64.EncodeToUtf8(bytes, digits, out _, out _);
            CryptographicOperations.ZeroMemory(bytes);

            // Digits in which bits of the bytes before, and of the bytes after, take part.
            var first = before == 0 ? 0 : before + 1;
            Add(forms, digits.AsSpan(first), (bytes.Length * 8 / 6) - first, isWrapped: before == 0);
            if (digits.AsSpan().ContainsAny((byte)'+', (byte)'/'))
            {
                digits.AsSpan().Replace((byte)'+', (byte)'-');
                digits.AsSpan().Replace((byte)'/', (byte)'_');
                Add(forms, digits.AsSpan(first), (bytes.Length * 8 / 6) - first, isWrapped: false);
            }

            CryptographicOperations.ZeroMemory(digits);
        }
    }

    /// <summary>The digits that are certain; those and the one that ends the text; and the same with its padding.</summary>
    private static void Add(FormList forms, ReadOnlySpan<byte> digits, int certain, bool isWrapped)
    {
        var unpadded = digits.TrimEnd((byte)'=');
        Add(forms, digits[..certain], isWrapped);
        if (unpadded.Length == certain)
            return;
        Add(forms, unpadded, isWrapped);
        Add(forms, digits, isWrapped);
    }

    private static void Add(FormList forms, ReadOnlySpan<byte> digits, bool isWrapped)
    {
        forms.Add(digits);
        if (!isWrapped)
            return;
        forms.AddWrapped(digits, MimeWidth);
        forms.AddWrapped(digits, PemWidth);
    }
}
