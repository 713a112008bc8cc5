namespace Psono.Shared;

/// <summary>Guesses what somebody meant who mistyped one of a few known words.</summary>
internal static class Guess
{
    private const int MaxDistance = 3;
    private const int MinPrefix = 3;
    private const int MaxLength = 100;

    /// <summary>A question for the end of a message, <c>; did you mean '--folder'?</c>, or nothing if no word is near.</summary>
    public static string Question(string typed, IEnumerable<string> known) =>
        Nearest(typed, known) is { } near ? $"; did you mean '{Printable.Short(near)}'?" : "";

    /// <summary>The known word that differs in the fewest letters; else the shortest that begins with what was typed.</summary>
    public static string? Nearest(string typed, IEnumerable<string> known)
    {
        var word = Normal(typed);
        if (word.Length is 0 or > MaxLength)
            return null;
        var words = known.Where(candidate => candidate.Length <= MaxLength).ToList();
        var allowed = Math.Clamp(word.Length / 3, 1, MaxDistance);
        var near = words.Select(candidate => (Word: candidate, Distance: Distance(word, Normal(candidate))))
            .Where(candidate => candidate.Distance <= allowed && candidate.Distance < word.Length)
            .OrderBy(candidate => candidate.Distance).FirstOrDefault().Word;
        return near ?? (word.Length < MinPrefix
            ? null
            : words.Where(candidate => Normal(candidate).StartsWith(word, StringComparison.Ordinal)).MinBy(candidate => candidate.Length));
    }

    /// <summary>
    /// How many letters have to be inserted, left out, replaced, or exchanged with their neighbour (optimal string alignment).
    /// </summary>
    internal static int Distance(string from, string to)
    {
        var (before, last, current) = (new int[to.Length + 1], new int[to.Length + 1], new int[to.Length + 1]);
        for (var j = 0; j <= to.Length; j++)
            last[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, last, current) = (last, current, before);
        }

        return last[to.Length];
    }

    /// <summary>Dashes before an option say nothing about which is meant.</summary>
    private static string Normal(string word) => word.TrimStart('-').Replace('_', '-').ToLowerInvariant();
}
