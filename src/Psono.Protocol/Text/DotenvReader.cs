using System.Text;
using Psono.Protocol.Secrets;

namespace Psono.Protocol.Text;

/// <summary>Goes through the text of a <see cref="DotenvFile"/>. After an error it goes on with the next line.</summary>
internal sealed class DotenvReader(string text)
{
    private readonly string _text = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);
    private readonly List<EnvironmentVariable> _variables = [];
    private readonly List<DotenvProblem> _problems = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private int _position;
    private int _line = 1;

    public DotenvFile Read()
    {
        while (SkipToVariable())
        {
            var line = _line;
            if (ReadVariable() is not { } variable)
                SkipLine();
            else if (_lines.TryAdd(variable.Key, line))
                _variables.Add(variable);
            else
                Report(DotenvProblemKind.DuplicateName, line, _lines[variable.Key]);
        }

        return new DotenvFile(_variables, [.. _problems.OrderBy(problem => problem.Line)]);
    }

    private bool AtEnd => _position >= _text.Length;

    private char Current => AtEnd ? '\0' : _text[_position];

    private bool SkipToVariable()
    {
        while (!AtEnd)
        {
            if (Current == '#')
                SkipComment();
            else if (Current is not (' ' or '\t' or '\n'))
                return true;
            else
                Advance();
        }

        return false;
    }

    private EnvironmentVariable? ReadVariable()
    {
        var line = _line;
        var name = ReadName();
        var blanks = SkipBlanks();
        if (name == "export" && blanks && Current != '=')
        {
            name = ReadName();
            blanks = SkipBlanks();
        }

        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || Current != '=')
            return Error(DotenvProblemKind.NotAssignment, line);
        Advance();
        var before = SkipBlanks();
        var value = Current switch
        {
            '\'' => ReadSingleQuoted(),
            '"' => ReadDoubleQuoted(),
            _ => ReadUnquoted(afterBlank: before),
        };
        if (value is null)
            return null;
        if (blanks || (before && value.Length > 0))
            Report(DotenvProblemKind.BlanksLeftOut, line);
        if (value.Contains('\0', StringComparison.Ordinal))
            return Error(DotenvProblemKind.ZeroByte, line);
        if (DotenvDoubts.HasInvisible(value))
            Report(DotenvProblemKind.InvisibleCharacter, line);
        return new EnvironmentVariable(name, value);
    }

    private string ReadName()
    {
        var start = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '.' or '-')
            _position++;
        return _text[start.._position];
    }

    /// <summary>Up to the end of the line or a comment, which needs a blank before it: <c>a#b</c> is a value.</summary>
    private string? ReadUnquoted(bool afterBlank)
    {
        var text = RestOfLine();
        _position += text.Length;
        var unquoted = new UnquotedValue(text, afterBlank);
        if (unquoted.Error is not { } error)
        {
            foreach (var doubt in unquoted.Doubts)
                Report(doubt, _line);
            return unquoted.Value;
        }

        Report(error, _line);
        if (error == DotenvProblemKind.PemWithoutQuotes)
            SkipPem();
        return null;
    }

    private string? ReadSingleQuoted()
    {
        var opened = _line;
        Advance();
        var start = _position;
        while (!AtEnd && Current != '\'')
            Advance();
        var value = _text[start.._position];
        if (!EndQuoted(opened, value))
            return null;
        if (value.EndsWith('\\'))
            Report(DotenvProblemKind.BackslashInside, _line);
        return value;
    }

    private string? ReadDoubleQuoted()
    {
        var opened = _line;
        Advance();
        var start = _position;
        var value = new StringBuilder();
        DotenvProblemKind? doubtful = null;
        var breaks = false;
        while (!AtEnd && Current != '"')
        {
            if (Current != '\\')
                value.Append(Current);
            else if (_position + 1 < _text.Length)
            {
                Advance();
                breaks |= Current is 'n' or 'r';
                doubtful ??= Unescape(Current, value);
            }

            Advance();
        }

        var raw = _text[start..Math.Min(_position, _text.Length)];
        if (!EndQuoted(opened, raw))
            return null;
        if (DotenvDoubts.IsWindowsPath(raw))
            doubtful ??= DotenvProblemKind.DoubtfulEscape;
        if (doubtful is { } error)
        {
            Report(error, opened);
            return null;
        }

        if (breaks && !raw.StartsWith("-----BEGIN ", StringComparison.Ordinal))
            Report(DotenvProblemKind.LineBreakEscape, opened);
        if (DotenvDoubts.HasReference(raw))
            Report(DotenvProblemKind.Reference, opened);
        return value.ToString();
    }

    /// <summary>What readers agree on. Before anything else a backslash stays for some and goes for others.</summary>
    private static DotenvProblemKind? Unescape(char escaped, StringBuilder value)
    {
        switch (escaped)
        {
            case 'n':
                value.Append('\n');
                return null;
            case 'r':
                value.Append('\r');
                return null;
            case '"' or '\\' or '$' or '`':
                value.Append(escaped);
                return null;
            case '\n':
                return DotenvProblemKind.BackslashAtLineEnd;
            default:
                return DotenvProblemKind.DoubtfulEscape;
        }
    }

    private bool EndQuoted(int opened, string raw)
    {
        if (AtEnd)
        {
            Report(DotenvProblemKind.QuoteNotClosed, opened);
            return false;
        }

        Advance();
        var blank = SkipBlanks();
        if (!AtEnd && Current != '\n' && !(blank && Current == '#'))
        {
            Report(DotenvProblemKind.TextAfterQuote, _line, opened);
            return false;
        }

        if (DotenvDoubts.HasVariables(raw))
            Report(DotenvProblemKind.VariablesInsideQuotes, _line, opened);
        SkipComment();
        return true;
    }

    private bool SkipBlanks()
    {
        var start = _position;
        while (Current is ' ' or '\t')
            _position++;
        return _position > start;
    }

    private void SkipComment()
    {
        var comment = RestOfLine();
        if (comment.Contains('\r'))
            Report(DotenvProblemKind.CarriageReturn, _line);
        _position += comment.Length;
    }

    private void SkipLine() => _position += RestOfLine().Length;

    /// <summary>Its lines are no variables, and one message is enough.</summary>
    private void SkipPem()
    {
        var end = false;
        while (!AtEnd && !end)
        {
            Advance();
            var line = RestOfLine();
            end = line.TrimStart(" \t").StartsWith("-----END ", StringComparison.Ordinal);
            _position += line.Length;
        }
    }

    private ReadOnlySpan<char> RestOfLine()
    {
        var rest = _text.AsSpan(Math.Min(_position, _text.Length));
        return rest.IndexOf('\n') is >= 0 and var end ? rest[..end] : rest;
    }

    private void Advance()
    {
        if (Current == '\n')
            _line++;
        _position++;
    }

    private EnvironmentVariable? Error(DotenvProblemKind kind, int line)
    {
        Report(kind, line);
        return null;
    }

    private void Report(DotenvProblemKind kind, int line, int? firstLine = null) =>
        _problems.Add(new DotenvProblem(kind, line, firstLine));
}
