namespace Psono.Cli.Redaction;

/// <summary>
/// A value in a URL. Encoders differ in what they leave as it is, in the case of the digits, and in what they make of a space.
/// </summary>
internal static class PercentForms
{
    public static void Add(FormList forms, ReadOnlySpan<byte> value)
    {
        // RFC 3986; encodeURIComponent; Python's quote; encodeURI; .NET's UrlEncoder; Go's PathEscape.
        AddBoth(forms, value, "-._~"u8, plus: false);
        AddBoth(forms, value, "-._~!'()*"u8, plus: false);
        AddBoth(forms, value, "-._~/"u8, plus: false);
        AddBoth(forms, value, "-._~!'()*;/?:@&=+$,#"u8, plus: false);
        AddBoth(forms, value, "-._~!$()*,;@"u8, plus: false);
        AddBoth(forms, value, "-._~$&+=:@"u8, plus: false);

        // Forms: Go and Python; browsers.
        AddBoth(forms, value, "-._~"u8, plus: true);
        AddBoth(forms, value, "-._*"u8, plus: true);
    }

    private static void AddBoth(FormList forms, ReadOnlySpan<byte> value, ReadOnlySpan<byte> kept, bool plus)
    {
        Add(forms, value, kept, plus, "0123456789ABCDEF"u8);
        Add(forms, value, kept, plus, "0123456789abcdef"u8);
    }

    private static void Add(FormList forms, ReadOnlySpan<byte> value, ReadOnlySpan<byte> kept, bool plus, ReadOnlySpan<byte> digits)
    {
        var escaped = 0;
        foreach (var b in value)
            escaped += IsKept(b, kept, plus) ? 0 : 1;
        if (escaped == 0 && !(plus && value.Contains((byte)' ')))
            return;
        var form = FormList.Pinned(value.Length + (2 * escaped));
        var length = 0;
        foreach (var b in value)
        {
            if (IsKept(b, kept, plus))
            {
                form[length++] = b == ' ' ? (byte)'+' : b;
                continue;
            }

            form[length++] = (byte)'%';
            form[length++] = digits[b >> 4];
            form[length++] = digits[b & 15];
        }

        forms.Take(form);
    }

    private static bool IsKept(byte b, ReadOnlySpan<byte> kept, bool plus) =>
        char.IsAsciiLetterOrDigit((char)b) || kept.Contains(b) || (plus && b == ' ');
}
