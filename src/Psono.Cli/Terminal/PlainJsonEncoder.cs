using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Psono.Cli.Terminal;

/// <summary>
/// Escapes what JSON demands and nothing else (RFC 8259, section 7), in the spelling that other Psono clients print. The framework's own
/// escape more: what is above U+FFFF, for one.
/// </summary>
internal sealed unsafe class PlainJsonEncoder : JavaScriptEncoder
{
    public static readonly PlainJsonEncoder Instance = new();

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is '"' or '\\' or < 0x20;

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            if (WillEncode(text[i]))
                return i;

            // Half a pair is no character: what calls writes the replacement for it.
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < textLength && char.IsLowSurrogate(text[++i])))
                return i;
        }

        return -1;
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var escaped = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < 0x20 => "\\u" + unicodeScalar.ToString("x4", CultureInfo.InvariantCulture),
            _ => new Rune(unicodeScalar).ToString(),
        };
        numberOfCharactersWritten = escaped.Length;
        if (escaped.TryCopyTo(new Span<char>(buffer, bufferLength)))
            return true;
        numberOfCharactersWritten = 0;
        return false;
    }
}
