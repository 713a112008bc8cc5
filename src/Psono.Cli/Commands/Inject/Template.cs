namespace Psono.Cli.Commands.Inject;

// docs/decisions/0022
/// <summary>
/// Text with references in double braces: <c>{{ production database/db_password }}</c>. The last slash separates secret and field,
/// because titles may have slashes. A text in double quotes stands for itself: <c>{{ "{{" }}</c>. There is nothing else: no
/// functions, no files, no network.
/// </summary>
internal static class Template
{
    private const string Open = "{{";
    private const string Close = "}}";

    public static IReadOnlyList<TemplatePart> Parse(string text, string source)
    {
        var parts = new List<TemplatePart>();
        var position = 0;
        while (text.IndexOf(Open, position, StringComparison.Ordinal) is >= 0 and var open)
        {
            parts.Add(new TemplatePart(text[position..open], null));
            var line = 1 + text.AsSpan(0, open).Count('\n');
            parts.Add(ReadBraces(text, open + Open.Length, line, source, out position));
        }

        parts.Add(new TemplatePart(text[position..], null));
        return parts;
    }

    private static TemplatePart ReadBraces(string text, int start, int line, string source, out int end)
    {
        var rest = text.AsSpan(start).TrimStart(" \t");
        if (rest.StartsWith('"'))
        {
            var quoted = rest[1..];
            var length = quoted.IndexOf('"');
            var after = length < 0 ? default : quoted[(length + 1)..].TrimStart(" \t");
            if (!after.StartsWith(Close, StringComparison.Ordinal))
                throw Invalid(source, line, "quoted text must end with '\"' and '}}'");
            end = text.Length - after.Length + Close.Length;
            return new TemplatePart(quoted[..length].ToString(), null);
        }

        var close = text.IndexOf(Close, start, StringComparison.Ordinal);
        if (close < 0 || text.AsSpan(start..close).Contains('\n'))
            throw Invalid(source, line, "'{{' is not closed on the same line");
        end = close + Close.Length;
        var reference = text[start..close].Trim(' ', '\t');
        var slash = reference.LastIndexOf('/');
        if (slash < 1 || slash == reference.Length - 1)
            throw Invalid(source, line, "a reference must have the form {{ secret/field }}");
        var (secret, field) = (reference[..slash].TrimEnd(' ', '\t'), reference[(slash + 1)..].TrimStart(' ', '\t'));
        return new TemplatePart("", new SecretField(secret, field, line));
    }

    /// <summary>What is wrong with a value that is asked for; how to write braces is of no help there.</summary>
    public static PsonociException Unresolved(string source, int line, string code, string problem, string? hint) =>
        new(code, $"{source}, line {line}: {problem}", hint);

    private static PsonociException Invalid(string source, int line, string problem) =>
        new("template", $"{source}, line {line}: {problem}", "to write a literal '{{': {{ \"{{\" }}");
}
