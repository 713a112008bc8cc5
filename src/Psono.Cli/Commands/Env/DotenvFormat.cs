using System.Buffers;
using Psono.Cli.Commands.Run;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Env;

/// <summary>
/// A <c>.env</c> file. There is no standard: readers agree on plain values, on single quotes around text without quotes and telling
/// backslashes, and on double quotes around text without anything special. A value that they would read differently is an error.
/// </summary>
internal static class DotenvFormat
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.,:/@%+="u8);
    private static readonly SearchValues<byte> SpecialInDoubleQuotes = SearchValues.Create("\"\\$`\r"u8);

    public static void Write(SecretBuffer output, SecretVariable variable)
    {
        VariableFormats.RefuseNoShellName(variable, ".env files");
        output.Append($"{variable.Name}=");
        var value = variable.Value.AsSpan();
        if (!value.ContainsAnyExcept(Plain))
            output.Append(value);
        else if (ReadsLiterallyInSingleQuotes(value))
            Quote(output, (byte)'\'', value);
        else if (!value.ContainsAny(SpecialInDoubleQuotes))
            Quote(output, (byte)'"', value);
        else
            throw VariableFormats.Inexpressible(
                variable,
                ".env files",
                "parsers disagree on the quotes, backslashes or line breaks in it",
                "--format json, shell and systemd do not have this limit");
        output.Append((byte)'\n');
    }

    /// <summary>
    /// Some readers take <c>\'</c> and <c>\\</c> for escapes, replace <c>${…}</c>, or take a carriage return for a line end, even there.
    /// </summary>
    private static bool ReadsLiterallyInSingleQuotes(ReadOnlySpan<byte> value) =>
        !value.Contains((byte)'\'') && !value.Contains((byte)'\r') && !value.EndsWith("\\"u8) && value.IndexOf("\\\\"u8) < 0
        && value.IndexOf("${"u8) < 0;

    private static void Quote(SecretBuffer output, byte quote, ReadOnlySpan<byte> value)
    {
        output.Append(quote);
        output.Append(value);
        output.Append(quote);
    }
}
