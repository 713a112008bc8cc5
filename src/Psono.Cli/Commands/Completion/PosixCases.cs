namespace Psono.Cli.Commands.Completion;

/// <summary>The branches of <c>case</c> that bash and zsh have in common.</summary>
internal static class PosixCases
{
    private const string Indent = "            ";

    /// <summary>What a word does: take the next one as its value, nothing, or lead to another place.</summary>
    public static string Take(CompletionWords words) => Lines(
        [
            .. words.Valued.Select(entry => (Each(entry.Place, entry.Words), "option=$word")),
            .. words.Flags.Select(entry => (Each(entry.Place, entry.Words), "")),
            (Anywhere(words.ValuedAnywhere), "option=$word"),
            .. words.Aliases.Select(entry => (Quote($"{entry.Place} {entry.Alias}"), $"place={Quote(entry.Target)}")),
            .. words.Steps.Select(entry => (Each(entry.Place, entry.Words), "place+=\" $word\"")),
        ]);

    public static string OptionValues(CompletionWords words) => Lines(
        [
            .. words.Files.Select(entry => (Each(entry.Place, entry.Words), "files=1")),
            .. words.OptionValues.Where(entry => entry.Place is not null)
                .Select(entry => (Quote($"{entry.Place} {entry.Option}"), Set(entry.Values))),
            (Anywhere(words.FilesAnywhere), "files=1"),
            .. words.OptionValues.Where(entry => entry.Place is null).Select(entry => (Anywhere([entry.Option]), Set(entry.Values))),
        ]);

    public static string ArgumentValues(CompletionWords words) => Lines(
        [
            .. words.FileArguments.Select(place => (Quote(place), "files=1")),
            .. words.ArgumentValues.Select(entry => (Quote(entry.Place), Set(entry.Values))),
        ]);

    public static string Candidates(CompletionWords words) => Lines(
        words.Candidates.Select(entry => (Quote(entry.Place), Set(entry.Words.Select(word => word.Word)))));

    public static string DescribedCandidates(CompletionWords words) => Lines(
        words.Candidates.Select(entry =>
            (Quote(entry.Place), $"candidates=({string.Join(' ', entry.Words.Select(word => Quote($"{word.Word}:{word.Meaning}")))})")));

    /// <summary>A condition: whether the command line of another program begins here.</summary>
    public static string TakesCommandLine(CompletionWords words) =>
        $"({string.Join(" || ", words.CommandLines.Select(place => $"$place == {Quote(place)}"))})";

    private static string Set(IEnumerable<string> values) => $"list={Quote(string.Join(' ', values))}";

    private static string Each(string place, IEnumerable<string> words) => string.Join('|', words.Select(word => Quote($"{place} {word}")));

    private static string Anywhere(IEnumerable<string> words) => string.Join('|', words.Select(word => "*" + Quote($" {word}")));

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Lines(IEnumerable<(string Pattern, string Action)> branches) =>
        string.Join('\n', branches.Select(branch => $"{Indent}{branch.Pattern}) {branch.Action} ;;"));
}
