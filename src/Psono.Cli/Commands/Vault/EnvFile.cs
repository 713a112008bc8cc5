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
                others.Count == 0 ? null : $"also check {Lines(others)}");
        }

        foreach (var doubts in file.Problems.GroupBy(problem => problem.Kind))
            terminal.Warn($"{source}, {Lines([.. doubts.Select(doubt => doubt.Line).Distinct()])}: {Words(doubts.First())}");
        return file.Variables;
    }

    private static string Words(DotenvProblem problem) => problem.Kind switch
    {
        DotenvProblemKind.NotAssignment =>
            "expected NAME=value or a # comment; a multi-line value needs quotes",
        DotenvProblemKind.DuplicateName => $"a variable is defined twice, on lines {problem.FirstLine} and {problem.Line}",
        DotenvProblemKind.QuoteNotClosed => "the quote opened on this line is never closed",
        DotenvProblemKind.TextAfterQuote => problem.FirstLine == problem.Line
            ? "there is text after the closing quote"
            : $"there is text after the closing quote of the value that starts on line {problem.FirstLine}",
        DotenvProblemKind.HashAtStart => "some parsers treat a value that starts with # as a comment; put it in single quotes",
        DotenvProblemKind.Backtick => "only some parsers treat backticks as quotes; use single or double quotes",
        DotenvProblemKind.BackslashAtLineEnd =>
            "parsers differ on a backslash at the end of a line; write the value on one line, in single quotes",
        DotenvProblemKind.DoubtfulEscape => "parsers differ on a backslash in these double quotes; use single quotes, or \\\\",
        DotenvProblemKind.SecondAssignment =>
            "a second NAME= follows on the same line; put it on its own line, or quote the value",
        DotenvProblemKind.PemWithoutQuotes => "a PEM block needs quotes around all of its lines",
        DotenvProblemKind.CarriageReturn => "there is a carriage return without a line feed; save the file with Unix line endings",
        DotenvProblemKind.ZeroByte => "the value contains a NUL byte, which no variable can have",
        DotenvProblemKind.Reference => "$… and commands in backticks are kept as they are; other tools would expand them",
        DotenvProblemKind.HashInside => "# is kept as part of the value; some parsers start a comment there, so use quotes",
        DotenvProblemKind.CommentLeftOut =>
            "text after # was dropped as a comment; if it is part of the value, use single quotes",
        DotenvProblemKind.BlanksLeftOut =>
            "spaces around = or at the end of the value were removed; quote the value to keep them",
        DotenvProblemKind.BackslashInside => "the backslash is kept; some parsers remove it or treat it as an escape",
        DotenvProblemKind.ShellSyntax => "quotes within the value, or a ; at its end, are kept; a shell would remove them",
        DotenvProblemKind.LineBreakEscape => "\\n or \\r in double quotes was read as a line break; single quotes keep the backslash",
        DotenvProblemKind.InvisibleCharacter => "the value contains an invisible character, which is kept",
        DotenvProblemKind.VariablesInsideQuotes =>
            $"lines that look like variables are part of the quoted value that starts on line {problem.FirstLine}",
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
