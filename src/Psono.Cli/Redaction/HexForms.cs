namespace Psono.Cli.Redaction;

/// <summary>A value in hexadecimal digits, in one piece or in the lines of <c>xxd -p</c>.</summary>
internal static class HexForms
{
    private const int LineWidth = 60;

    public static void Add(FormList forms, ReadOnlySpan<byte> value)
    {
        var lower = Encode(value, "0123456789abcdef"u8);
        forms.Take(lower);
        forms.AddWrapped(lower, LineWidth);
        forms.Take(Encode(value, "0123456789ABCDEF"u8));
    }

    private static byte[] Encode(ReadOnlySpan<byte> value, ReadOnlySpan<byte> digits)
    {
        var hex = FormList.Pinned(value.Length * 2);
        for (var i = 0; i < value.Length; i++)
        {
            hex[2 * i] = digits[value[i] >> 4];
            hex[(2 * i) + 1] = digits[value[i] & 15];
        }

        return hex;
    }
}
