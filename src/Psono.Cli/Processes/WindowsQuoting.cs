using System.Buffers;
using System.Text;

namespace Psono.Cli.Processes;

/// <summary>One text for all arguments, as Windows hands them over: a program takes it apart again, by rules of its own.</summary>
internal static class WindowsQuoting
{
    /// <summary>Besides letters and digits, what neither cmd.exe nor a batch file takes for anything else.</summary>
    private const string Plain = "#$*+-./:?@\\_";

    private static readonly SearchValues<char> Commands = SearchValues.Create("\"%!&|<>^()");

    /// <summary>For programs, which take it apart as CommandLineToArgvW and the C library do.</summary>
    public static string ForProgram(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(argument =>
        argument.Length > 0 && !argument.AsSpan().ContainsAny(" \t\n\v\"") ? argument : Quote(argument)));

    /// <summary>
    /// The arguments of cmd.exe that run a batch file; null if there is one that cmd.exe, or the batch file, would take for a part of its
    /// own text. No quoting helps against that: a batch file puts its arguments into its lines before it looks what the lines say.
    /// </summary>
    public static string? ForBatchFile(string path, IEnumerable<string> arguments)
    {
        var line = new StringBuilder("/e:ON /v:OFF /d /s /c \"");
        // As in "Program Files (x86)": what is in such a place knows its own path.
        if (!IsSafe(path.Replace('(', '_').Replace(')', '_')))
            return null;
        line.Append('"').Append(path).Append('"');
        foreach (var argument in arguments)
        {
            if (!IsSafe(argument))
                return null;
            line.Append(' ').Append(IsPlain(argument) ? argument : Quote(argument));
        }

        return line.Append('"').ToString();
    }

    /// <summary>
    /// A quotation mark ends what is quoted, <c>%</c> and <c>!</c> stand for variables within it too, a line break ends the line; and where
    /// a batch file takes the quotation marks away (<c>%~1</c>), the others begin another command, or end a block.
    /// </summary>
    private static bool IsSafe(string text) => !text.AsSpan().ContainsAny(Commands) && !text.Any(char.IsControl);

    /// <summary>A backslash at the end is quoted, for files that put quotation marks around it themselves.</summary>
    private static bool IsPlain(string text) =>
        text.Length > 0 && text[^1] != '\\' && text.All(c => !char.IsAscii(c) || char.IsAsciiLetterOrDigit(c) || Plain.Contains(c));

    /// <summary>A backslash is one, unless a quotation mark follows: then two stand for one.</summary>
    private static string Quote(string argument)
    {
        var quoted = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var c in argument)
        {
            if (c == '"')
                quoted.Append('\\', backslashes + 1);
            backslashes = c == '\\' ? backslashes + 1 : 0;
            quoted.Append(c);
        }

        return quoted.Append('\\', backslashes).Append('"').ToString();
    }
}
