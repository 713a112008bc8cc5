using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Psono.Cli.Redaction;

/// <summary>A value inside a JSON string, as the serializers of common languages write it; and JSON inside JSON.</summary>
internal static class JsonForms
{
    [Flags]
    private enum Escapes
    {
        None = 0,
        Slash = 1,
        NotAscii = 2,
        Html = 4,
        QuoteAsNumber = 8,
        Upper = 16,
    }

    private static readonly Escapes[] Styles =
    [
        // Most; PHP; Python; PHP with its defaults; Go; Java and others with digits in upper case; .NET.
        Escapes.None,
        Escapes.Slash,
        Escapes.NotAscii,
        Escapes.NotAscii | Escapes.Slash,
        Escapes.Html,
        Escapes.Upper,
        Escapes.NotAscii | Escapes.Upper,
        Escapes.NotAscii | Escapes.Upper | Escapes.Html | Escapes.QuoteAsNumber,
    ];

    public static void Add(FormList forms, ReadOnlySpan<byte> value)
    {
        if (!System.Text.Unicode.Utf8.IsValid(value))
            return;
        foreach (var style in Styles)
        {
            var once = Escape(value, style);
            if (!once.AsSpan().SequenceEqual(value))
            {
                forms.Take(once);
                forms.Take(Escape(once, style));
            }
        }
    }

    private static byte[] Escape(ReadOnlySpan<byte> value, Escapes style)
    {
        // An escape has six bytes and stands for at least one; two of them stand for a character of four.
        var buffer = FormList.Pinned(value.Length * 6);
        var length = 0;
        while (!value.IsEmpty)
        {
            Rune.DecodeFromUtf8(value, out var rune, out var consumed);
            length += Write(rune, style, buffer.AsSpan(length));
            value = value[consumed..];
        }

        var form = FormList.Copy(buffer.AsSpan(0, length));
        CryptographicOperations.ZeroMemory(buffer);
        return form;
    }

    private static int Write(Rune rune, Escapes style, Span<byte> to)
    {
        var letter = rune.Value switch
        {
            '\b' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\f' => 'f',
            '\r' => 'r',
            '\\' => '\\',
            '"' when !style.HasFlag(Escapes.QuoteAsNumber) => '"',
            '/' when style.HasFlag(Escapes.Slash) => '/',
            _ => '\0',
        };
        if (letter != 0)
        {
            to[0] = (byte)'\\';
            to[1] = (byte)letter;
            return 2;
        }

        return IsNumbered(rune.Value, style) ? WriteNumbers(rune, style, to) : rune.EncodeToUtf8(to);
    }

    private static bool IsNumbered(int value, Escapes style) => value switch
    {
        < ' ' => true,
        '"' or '\'' or '+' or '`' => style.HasFlag(Escapes.QuoteAsNumber),
        '<' or '>' or '&' or 0x2028 or 0x2029 => style.HasFlag(Escapes.Html) || (value > 0x7F && style.HasFlag(Escapes.NotAscii)),
        0x7F => style.HasFlag(Escapes.QuoteAsNumber),
        > 0x7F => style.HasFlag(Escapes.NotAscii),
        _ => false,
    };

    private static int WriteNumbers(Rune rune, Escapes style, Span<byte> to)
    {
        Span<char> units = stackalloc char[2];
        var count = rune.EncodeToUtf16(units);
        for (var i = 0; i < count; i++)
        {
            "\\u"u8.CopyTo(to[(6 * i)..]);
            ((int)units[i]).TryFormat(to[((6 * i) + 2)..], out _, style.HasFlag(Escapes.Upper) ? "X4" : "x4", CultureInfo.InvariantCulture);
        }

        return 6 * count;
    }
}
