using System.Globalization;
using Psono.Cli.Terminal;
using Psono.Protocol.Secrets;
using Psono.Protocol.Text;

namespace Psono.Cli.Commands.Vault;

/// <summary>
/// A <c>.env</c> file that becomes a secret. What is wrong with it is told by the numbers of lines: any text of it may be a secret.
/// </summary>
internal static class EnvFile
{
    private const int MaxLines = 5;

    public static IReadOnlyList<EnvironmentVariable> Read(string path, TerminalOutput terminal) =>
        Check(DotenvFile.Read(TextInput.ReadFile(path)), path == "-" ? "standard input" : path, terminal);

    public static IReadOnlyList<EnvironmentVariable> Check(DotenvFile file, string source, TerminalOutput terminal)
    {
        var errors = file.Problems.Where(problem => problem.IsError).ToList();
        if (errors.Count > 0)
        {
            var others = errors.Select(error => error.Line).Distinct().Where(line => line != errors[0].Line).ToList();
            throw new PsonociException(
                "env-file", $"{source}, line {errors[0].Line}: {Words(errors[0])}",
                others.Count == 0 ? null : $"there is something wrong with {Lines(others)} as well");
        }

        foreach (var doubts in file.Problems.GroupBy(problem => problem.Kind))
            terminal.Warn($"{source}, {Lines([.. doubts.Select(doubt => doubt.Line).Distinct()])}: {Words(doubts.First())}");
        return file.Variables;
    }

    private static string Words(DotenvProblem problem) => problem.Kind switch
    {
        DotenvProblemKind.NotAssignment =>
            "expected NAME=value or a # comment; a value of several lines needs quotes",
        DotenvProblemKind.DuplicateName => $"a variable is defined twice, on lines {problem.FirstLine} and {problem.Line}",
        DotenvProblemKind.QuoteNotClosed => "the quote opened on this line is never closed",
        DotenvProblemKind.TextAfterQuote => problem.FirstLine == problem.Line
            ? "there is text after the closing quote"
            : $"there is text after the quote that was opened on line {problem.FirstLine}",
        DotenvProblemKind.HashAtStart => "a value that starts with # is a comment to some readers; put it in single quotes",
        DotenvProblemKind.Backtick => "only some readers take backticks for quotes; use single or double quotes",
        DotenvProblemKind.BackslashAtLineEnd =>
            "readers differ on a backslash at the end of a line; write the value on one line, in single quotes",
        DotenvProblemKind.DoubtfulEscape => "readers differ on a backslash in these double quotes; use single quotes, or \\\\",
        DotenvProblemKind.SecondAssignment =>
            "a second NAME= follows on the same line; give it a line of its own, or put the value in quotes",
        DotenvProblemKind.PemWithoutQuotes => "a PEM block needs quotes around all of its lines",
        DotenvProblemKind.CarriageReturn => "there is a carriage return without a line feed; save the file with Unix line ends",
        DotenvProblemKind.ZeroByte => "the value has a zero byte, which no variable can have",
        DotenvProblemKind.Reference => "$… and commands in backticks are kept as they are; other tools would replace them",
        DotenvProblemKind.HashInside => "# is kept as a part of the value; some readers begin a comment there, quotes make it clear",
        DotenvProblemKind.CommentLeftOut =>
            "what follows # was left out as a comment; if it belongs to the value, put that in single quotes",
        DotenvProblemKind.BlanksLeftOut =>
            "blanks around = or at the end of the value were left out; put the value in quotes to keep them",
        DotenvProblemKind.BackslashInside => "the backslash is kept; some readers take it away or for an escape",
        DotenvProblemKind.ShellSyntax => "quotes within the value, or a ; at its end, are kept; a shell would take them away",
        DotenvProblemKind.LineBreakEscape => "\\n or \\r in double quotes was read as a line break; single quotes keep the backslash",
        DotenvProblemKind.InvisibleCharacter => "there is a character in the value that cannot be seen; it is kept",
        DotenvProblemKind.VariablesInsideQuotes =>
            $"lines that look like variables belong to the value whose quote was opened on line {problem.FirstLine}",
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };

    /// <summary>line 3; lines 3 and 9; lines 3, 4, 5, 6, 7 and 12 more.</summary>
    private static string Lines(List<int> lines)
    {
        var numbers = lines.Take(MaxLines).Select(line => line.ToString(CultureInfo.InvariantCulture)).ToList();
        if (lines.Count > MaxLines)
            numbers.Add($"{lines.Count - MaxLines} more");
        return numbers is [var only] ? $"line {only}" : $"lines {string.Join(", ", numbers.SkipLast(1))} and {numbers[^1]}";
    }
}
