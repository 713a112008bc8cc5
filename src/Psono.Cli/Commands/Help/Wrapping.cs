using System.Text;

namespace Psono.Cli.Commands.Help;

/// <summary>Breaks text into lines, between words only.</summary>
internal static class Wrapping
{
    private const string Indent = "    ";
    private const string Continued = " \\";

    private const string Variable = "[env: ";
    private const char Tie = '\u00A0';

    /// <summary>Lines of at most this width, unless a word alone is longer. A variable stays with the word that introduces it.</summary>
    public static IEnumerable<string> Lines(string text, int width) =>
        Join(text.Replace(Variable, Variable.TrimEnd() + Tie, StringComparison.Ordinal).Split(' '), width, "")
            .Select(line => line.Replace(Tie, ' '));

    /// <summary>
    /// A command line that can still be copied: broken with backslashes, and not within quotes. The further lines are indented.
    /// </summary>
    public static IEnumerable<string> CommandLine(string line, int width)
    {
        if (line.Length <= width)
            return [line];
        var parts = Join(Words(line), width - Continued.Length, Indent).ToList();
        return parts.Select((part, i) => (i == 0 ? "" : Indent) + part + (i < parts.Count - 1 ? Continued : ""));
    }

    private static IEnumerable<string> Join(IEnumerable<string> words, int width, string indent)
    {
        var line = new StringBuilder();
        var room = width;
        foreach (var word in words)
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > room)
            {
                yield return line.ToString();
                line.Clear();
                room = width - indent.Length;
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    /// <summary>What stands in quotes belongs together.</summary>
    private static IEnumerable<string> Words(string line)
    {
        var word = new StringBuilder();
        char? quote = null;
        foreach (var c in line)
        {
            if (c == ' ' && quote is null)
            {
                yield return word.ToString();
                word.Clear();
                continue;
            }

            quote = quote is null ? (c is '\'' or '"' ? c : null) : quote == c ? null : quote;
            word.Append(c);
        }

        yield return word.ToString();
    }
}
