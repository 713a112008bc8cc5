namespace Psono.Cli.Commands.Completion;

internal static class FishCompletion
{
    private const string Indent = "            ";

    public static string Of(CompletionWords words) =>
        $$"""
        # Completion of psonoci for fish: psonoci completion fish | source
        function __psonoci
            set -l typed (commandline -opc)
            set -l current (commandline -ct)
            set -l place psonoci
            set -l option
            set -l number 0
            set -l i 1
            while test $i -lt (count $typed)
                set i (math $i + 1)
                set -l word $typed[$i]
                if test -n "$option"
                    set option
                    continue
                end
                if contains -- "$place" {{CommandLines(words)}}; and begin; test "$word" = --; or not string match -q -- '-*' $word; end
                    test "$word" = --; and set i (math $i + 1)
                    complete -C (string join ' ' -- (string escape -- $typed[$i..-1]) (string escape -n -- "$current"))
                    return
                end
                switch "$place $word"
        {{Take(words)}}
                    case '*'
                        string match -q -- '-*' $word; or set number (math $number + 1)
                end
            end
            if test -n "$option"
                switch "$place $option"
        {{OptionValues(words)}}
                end
                return
            end
            if contains -- "$place" {{CommandLines(words)}}; and not string match -q -- '-*' "$current"
                complete -C "$current"
                return
            end
            if not string match -q -- '-*' "$current"
                switch "$place $number"
        {{ArgumentValues(words)}}
                end
            end
            switch $place
        {{Candidates(words)}}
            end
        end

        complete -c psonoci -f -a '(__psonoci)'

        """;

    private static string CommandLines(CompletionWords words) => string.Join(' ', words.CommandLines.Select(Quote));

    private static string Take(CompletionWords words) => Cases(
        [
            .. words.Valued.Select(entry => (Each(entry.Place, entry.Words), "set option $word")),
            .. words.Flags.Select(entry => (Each(entry.Place, entry.Words), "true")),
            (Anywhere(words.ValuedAnywhere), "set option $word"),
            .. words.Aliases.Select(entry => (Quote($"{entry.Place} {entry.Alias}"), $"set place {Quote(entry.Target)}")),
            .. words.Steps.Select(entry => (Each(entry.Place, entry.Words), "set place \"$place $word\"")),
        ]);

    private static string OptionValues(CompletionWords words) => Cases(
        [
            .. words.Files.Select(entry => (Each(entry.Place, entry.Words), Paths)),
            .. words.OptionValues.Where(entry => entry.Place is not null)
                .Select(entry => (Quote($"{entry.Place} {entry.Option}"), Print(entry.Values))),
            (Anywhere(words.FilesAnywhere), Paths),
            .. words.OptionValues.Where(entry => entry.Place is null).Select(entry => (Anywhere([entry.Option]), Print(entry.Values))),
        ]);

    private static string ArgumentValues(CompletionWords words) => Cases(
        [
            .. words.FileArguments.Select(place => (Quote(place), $"{Paths}; return")),
            .. words.ArgumentValues.Select(entry => (Quote(entry.Place), $"{Print(entry.Values)}; return")),
        ]);

    private static string Candidates(CompletionWords words) => Cases(words.Candidates.Select(entry => (
        Quote(entry.Place),
        $"printf '%s\\t%s\\n' {string.Join(' ', entry.Words.Select(word => $"{Quote(word.Word)} {Quote(word.Meaning)}"))}")));

    private const string Paths = "__fish_complete_path $current";

    private static string Print(IEnumerable<string> values) => $"printf '%s\\n' {string.Join(' ', values.Select(Quote))}";

    private static string Each(string place, IEnumerable<string> words) => string.Join(' ', words.Select(word => Quote($"{place} {word}")));

    private static string Anywhere(IEnumerable<string> words) => string.Join(' ', words.Select(word => Quote($"* {word}")));

    private static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string Cases(IEnumerable<(string Pattern, string Action)> branches) =>
        string.Join('\n', branches.Select(branch => $"{Indent}case {branch.Pattern}\n{Indent}    {branch.Action}"));
}
