using System.Globalization;
using System.Text;
using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Env;

/// <summary>A YAML mapping. Values are in double quotes always: no <c>no</c> becomes a boolean, no <c>0123</c> a number.</summary>
internal static class YamlFormat
{
    /// <summary>Plain words that YAML 1.1 or 1.2 takes for something else than text.</summary>
    private static readonly HashSet<string> Words = new(
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null"], StringComparer.OrdinalIgnoreCase);

    public static void Write(SecretBuffer output, SecretVariable variable)
    {
        if (IsPlain(variable.Name))
            output.Append(variable.Name);
        else
            Quote(output, Encoding.UTF8.GetBytes(variable.Name));
        output.Append(": "u8);
        Quote(output, variable.Value);
        output.Append((byte)'\n');
    }

    private static bool IsPlain(string name) =>
        char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Words.Contains(name);

    private static void Quote(SecretBuffer output, ReadOnlySpan<byte> utf8)
    {
        output.Append((byte)'"');
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out var rune, out var length);
            if (rune.Value is '"' or '\\')
                output.Append((byte)'\\');
            if (IsPrintable(rune.Value))
                output.Append(utf8[..length]);
            else
                output.Append(rune.Value == '\n' ? "\\n" : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"));
            utf8 = utf8[length..];
        }

        output.Append((byte)'"');
    }

    /// <summary>What YAML allows as it is, without the line ends that it would fold.</summary>
    private static bool IsPrintable(int rune) => rune is (>= ' ' and < 0x7F)
        or (>= 0xA0 and < 0xD800 and not 0x2028 and not 0x2029) or (>= 0xE000 and < 0xFFFE and not 0xFEFF) or > 0xFFFF;
}
