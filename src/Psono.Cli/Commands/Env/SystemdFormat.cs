using System.Text;
using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Env;

/// <summary>
/// For <c>EnvironmentFile=</c>, see systemd.exec(5): a value in double quotes may have several lines; a backslash is needed before the four
/// characters that it would be an escape for, and kept before any other.
/// </summary>
internal static class SystemdFormat
{
    public static void Write(SecretBuffer output, SecretVariable variable)
    {
        VariableFormats.RefuseNoShellName(variable, "systemd");
        output.Append($"{variable.Name}=\"");
        ReadOnlySpan<byte> rest = variable.Value;
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf8(rest, out var rune, out var length);
            if (rune.Value == 0xFEFF || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF)
                throw VariableFormats.Inexpressible(
                    variable, "systemd", "it contains a character that systemd does not accept in environment files");
            if (rune.Value is '"' or '\\' or '`' or '$')
                output.Append((byte)'\\');
            output.Append(rest[..length]);
            rest = rest[length..];
        }

        output.Append("\"\n"u8);
    }
}
