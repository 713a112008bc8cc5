using System.Security.Cryptography;

namespace Psono.Cli.Redaction;

/// <summary>
/// The byte sequences by which a value is recognized: itself, as a terminal shows it, its lines, and what encoders make of it. Values
/// shorter than <see cref="MinLength"/> are too frequent by accident and have none.
/// </summary>
internal static class SecretForms
{
    public const int MinLength = 4;

    // Shorter lines of a longer value ("}", "  port: 1") are structure rather than secrets.
    private const int MinLine = 8;

    // Encoders see what fits into a variable or a request; beyond that a value is recognized as it is.
    private const int MaxEncoded = 1 << 20;

    public static List<byte[]> Of(ReadOnlySpan<byte> value)
    {
        var forms = new FormList();
        AddWithoutEnd(forms, value);
        if (value.IndexOf("\r\n"u8) >= 0)
            AddWithoutEnd(forms, FormList.Replace(value, "\r\n"u8, "\n"u8));
        AddLines(forms, value);
        return forms.Forms;
    }

    /// <summary>Shells drop the line breaks at the end of what they read.</summary>
    private static void AddWithoutEnd(FormList forms, ReadOnlySpan<byte> text)
    {
        AddText(forms, text);
        if (text.TrimEnd("\r\n"u8) is var trimmed && trimmed.Length < text.Length)
            AddText(forms, trimmed);
    }

    private static void AddText(FormList forms, ReadOnlySpan<byte> text)
    {
        if (text.Length < MinLength)
            return;
        forms.Add(text);
        if (text.Contains((byte)'\n'))
            forms.Take(FormList.Replace(text, "\n"u8, "\r\n"u8));
        if (text.Length > MaxEncoded)
            return;
        HexForms.Add(forms, text);
        PercentForms.Add(forms, text);
        JsonForms.Add(forms, text);
        Base64Forms.Add(forms, text);

        // echo "$VALUE" | base64
        if (text[^1] == '\n')
            return;
        var line = FormList.Pinned(text.Length + 1);
        text.CopyTo(line);
        line[^1] = (byte)'\n';
        Base64Forms.Add(forms, line);
        CryptographicOperations.ZeroMemory(line);
    }

    private static void AddLines(FormList forms, ReadOnlySpan<byte> value)
    {
        if (!value.Contains((byte)'\n'))
            return;
        foreach (var range in value.Split((byte)'\n'))
        {
            var line = value[range].Trim(" \t\r"u8);
            if (line.Length >= MinLine)
                forms.Add(line);
        }
    }
}
