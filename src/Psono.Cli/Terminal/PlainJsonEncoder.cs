using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Psono.Shared;

namespace Psono.Cli.Terminal;

/// <summary>
/// Escapes what JSON demands and nothing else (RFC 8259, section 7), in the spelling that other Psono clients print. The framework's own
/// escape more: what is above U+FFFF, for one.
/// </summary>
internal sealed unsafe class PlainJsonEncoder : JavaScriptEncoder
{
    public static readonly PlainJsonEncoder Instance = new(onScreen: false);

    /// <summary>Escapes as well what is not fit to print (<see cref="Printable"/>). For a program it is the same text.</summary>
    public static readonly PlainJsonEncoder ForScreen = new(onScreen: true);

    private readonly bool _onScreen;

    private PlainJsonEncoder(bool onScreen) => _onScreen = onScreen;

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar is '"' or '\\' or < 0x20 || (_onScreen && !Printable.IsPlain(new Rune(unicodeScalar)));

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            // Half a pair is no character: what calls writes the replacement for it.
            if (Rune.DecodeFromUtf16(new ReadOnlySpan<char>(text + i, textLength - i), out var rune, out var length) != OperationStatus.Done
                || WillEncode(rune.Value))
                return i;
            i += length - 1;
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
            _ when WillEncode(unicodeScalar) => string.Concat(new Rune(unicodeScalar).ToString().Select(Escape)),
            _ => new Rune(unicodeScalar).ToString(),
        };
        numberOfCharactersWritten = escaped.Length;
        if (escaped.TryCopyTo(new Span<char>(buffer, bufferLength)))
            return true;
        numberOfCharactersWritten = 0;
        return false;
    }

    private static string Escape(char half) => "\\u" + ((int)half).ToString("x4", CultureInfo.InvariantCulture);
}
