using Psono.Shared;

namespace Psono.Tests.Text;

public sealed class GuessTests
{
    [Theory]
    [InlineData("fodler", "folder title note", "folder")]
    [InlineData("--fodler", "--title --folder", "--folder")]
    [InlineData("rnu", "run redact", "run")]
    [InlineData("lst", "ls list", "ls")]
    [InlineData("sever-url", "--server-url --timeout", "--server-url")]
    [InlineData("DB_PASWORD", "DB_HOST DB_PASSWORD", "DB_PASSWORD")]
    [InlineData("JSON", "json yaml", "json")]
    [InlineData("dup", "--duplicates --only", "--duplicates")]
    [InlineData("url-filter", "url_filter url", "url_filter")]
    [InlineData("x", "a b", null)]
    [InlineData("", "a", null)]
    [InlineData("bogus", "run env vault", null)]
    [InlineData("du", "--duplicates", null)]
    public void The_nearest_word_is_guessed_or_none(string typed, string known, string? expected) =>
        Assert.Equal(expected, Guess.Nearest(typed, known.Split(' ')));

    [Theory]
    [InlineData("", "", 0), InlineData("a", "", 1), InlineData("", "ab", 2), InlineData("abc", "abc", 0), InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3), InlineData("ab", "ba", 1), InlineData("logn", "login", 1), InlineData("ca", "abc", 3)]
    public void Distance_counts_letters_that_differ(string from, string to, int expected)
    {
        Assert.Equal(expected, Guess.Distance(from, to));
        Assert.Equal(expected, Guess.Distance(to, from));
    }

    [Fact]
    public void A_question_has_nothing_in_it_that_cannot_be_shown() =>
        Assert.Equal("; did you mean 'a�[31m'?", Guess.Question("a\e[31", ["a\e[31m"]));
}
