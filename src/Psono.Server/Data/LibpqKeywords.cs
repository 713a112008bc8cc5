using System.Text;

namespace Psono.Server.Data;

/// <summary><c>host=db port=5432 dbname='my vault'</c>, with \ before ' and \ inside a value.</summary>
internal static class LibpqKeywords
{
    public static IReadOnlyList<(string Name, string Value)> Read(string text)
    {
        var pairs = new List<(string, string)>();
        for (var at = Spaces(text, 0); at < text.Length; at = Spaces(text, at))
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
                throw NotUnderstood();
            var name = text[at..equals].Trim();
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ' '))
                throw NotUnderstood();
            at = Spaces(text, equals + 1);
            pairs.Add((name, Value(text, ref at)));
        }

        return pairs;
    }

    public static StartException NotUnderstood() => new(
        "the database connection is neither a postgresql:// URL nor Key=Value pairs such as "
        + "Host=localhost;Database=psono;Username=psono");

    private static int Spaces(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    private static string Value(string text, ref int at)
    {
        var isQuoted = at < text.Length && text[at] == '\'';
        if (isQuoted)
            at++;
        var value = new StringBuilder();
        for (; at < text.Length; at++)
        {
            if (isQuoted ? text[at] == '\'' : char.IsWhiteSpace(text[at]))
                break;
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
            value.Append(text[at]);
        }

        if (isQuoted && at++ >= text.Length)
            throw NotUnderstood();
        return value.ToString();
    }
}
