namespace Psono.Protocol.Text;

/// <summary>The rest of a line after <c>NAME=</c>, where it is not in quotes.</summary>
internal sealed class UnquotedValue
{
    private const string Blanks = " \t";

    /// <param name="line">What follows <c>=</c> and the blanks after it.</param>
    /// <param name="afterBlank">Whether there are such blanks.</param>
    public UnquotedValue(ReadOnlySpan<char> line, bool afterBlank)
    {
        var comment = CommentOf(line);
        var text = line[..comment];
        Value = text.TrimEnd(Blanks).ToString();
        var after = comment < line.Length ? line[(comment + 1)..] : default;
        var isComment = after is [] or [' ' or '\t' or '#', ..];
        Error = line.Contains('\r') ? DotenvProblemKind.CarriageReturn
            : comment == 0 && line.Length > 0 && !(afterBlank && isComment) ? DotenvProblemKind.HashAtStart
            : Value.StartsWith("-----BEGIN ", StringComparison.Ordinal) && !Value.Contains("-----END ", StringComparison.Ordinal)
                ? DotenvProblemKind.PemWithoutQuotes
            : Value.StartsWith('`') ? DotenvProblemKind.Backtick
            : Value.EndsWith('\\') ? DotenvProblemKind.BackslashAtLineEnd
            : DotenvDoubts.HasSecondAssignment(Value) ? DotenvProblemKind.SecondAssignment
            : null;
        if (Error is not null)
            return;

        if (comment == line.Length ? text.Length > Value.Length && Value.Length > 0 : Value.Length == 0 && after.Length > 0 || !isComment)
            Doubts.Add(comment == line.Length ? DotenvProblemKind.BlanksLeftOut : DotenvProblemKind.CommentLeftOut);
        if (Value.Contains('#', StringComparison.Ordinal))
            Doubts.Add(DotenvProblemKind.HashInside);
        if (DotenvDoubts.HasReference(Value))
            Doubts.Add(DotenvProblemKind.Reference);
        if (Value.Contains('\\', StringComparison.Ordinal))
            Doubts.Add(DotenvProblemKind.BackslashInside);
        if (DotenvDoubts.HasShellSyntax(Value))
            Doubts.Add(DotenvProblemKind.ShellSyntax);
    }

    public string Value { get; }

    public DotenvProblemKind? Error { get; }

    public List<DotenvProblemKind> Doubts { get; } = [];

    private static int CommentOf(ReadOnlySpan<char> line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '#' && (i == 0 || line[i - 1] is ' ' or '\t'))
                return i;
        }

        return line.Length;
    }
}
