using System.Text;
using Psono.Protocol.Secrets;

namespace Psono.Protocol.Text;

/// <summary>
/// Reads a <c>.env</c> file: comments, <c>export</c>, single quotes (literal), double quotes (escapes), both over several lines.
/// <c>$NAME</c> is text like any other: a password is not changed because it looks like a variable.
/// </summary>
public ref struct DotenvReader
{
    private readonly string _source;
    private readonly ReadOnlySpan<char> _text;
    private int _position;
    private int _line;

    private DotenvReader(string text, string source)
    {
        _source = source;
        _text = text.AsSpan().TrimStart('\uFEFF');
        _line = 1;
    }

    /// <summary>Reads all of it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What the text is called in messages.</param>
    /// <returns>The variables, in their order.</returns>
    /// <exception cref="FormatException">It is not in that format. The message names the line, and nothing in it.</exception>
    public static IReadOnlyList<EnvironmentVariable> Read(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new DotenvReader(text.Replace("\r\n", "\n", StringComparison.Ordinal), source);
        var variables = new List<EnvironmentVariable>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.SkipToVariable())
        {
            var line = reader._line;
            var variable = reader.ReadVariable();
            if (!lines.TryAdd(variable.Key, line))
                throw reader.Invalid(line, $"the name of line {lines[variable.Key]} is set a second time");
            variables.Add(variable);
        }

        return variables;
    }

    private readonly char Current => _position < _text.Length ? _text[_position] : '\0';

    private readonly bool AtEnd => _position >= _text.Length;

    private bool SkipToVariable()
    {
        while (!AtEnd)
        {
            if (Current == '#')
                SkipComment();
            else if (!char.IsWhiteSpace(Current))
                return true;
            else
                Advance();
        }

        return false;
    }

    private EnvironmentVariable ReadVariable()
    {
        var line = _line;
        var name = ReadName();
        if (name == "export" && Current is ' ' or '\t')
        {
            SkipBlanks();
            if (Current != '=')
                name = ReadName();
        }

        SkipBlanks();
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            throw Invalid(line, "a name is expected, of letters, digits and '_'");
        if (Current != '=')
            throw Invalid(line, "a name is not followed by '='; a value of several lines needs quotes");
        Advance();
        SkipBlanks();
        var value = Current switch
        {
            '\'' => ReadSingleQuoted(),
            '"' => ReadDoubleQuoted(),
            _ => ReadUnquoted(),
        };
        return new EnvironmentVariable(
            name, value.Contains('\0', StringComparison.Ordinal) ? throw Invalid(line, "the value has a zero byte") : value);
    }

    private string ReadName()
    {
        var start = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '.' or '-')
            Advance();
        return _text[start.._position].ToString();
    }

    /// <summary>Up to the end of the line or a comment, which needs a blank before it: <c>a#b</c> is a value.</summary>
    private string ReadUnquoted()
    {
        var start = _position;
        while (!AtEnd && Current != '\n' && !(Current == '#' && (_position == start || _text[_position - 1] is ' ' or '\t')))
            Advance();
        var value = _text[start.._position].Trim(" \t").ToString();
        SkipComment();
        return value;
    }

    private string ReadSingleQuoted()
    {
        var line = _line;
        Advance();
        var start = _position;
        while (!AtEnd && Current != '\'')
            Advance();
        var value = _text[start.._position].ToString();
        EndQuoted(line);
        return value;
    }

    private string ReadDoubleQuoted()
    {
        var line = _line;
        Advance();
        var value = new StringBuilder();
        while (!AtEnd && Current != '"')
        {
            if (Current == '\\')
                ReadEscape(value);
            else
                value.Append(Current);
            Advance();
        }

        EndQuoted(line);
        return value.ToString();
    }

    /// <summary>A backslash before any other character is a backslash, as in a shell.</summary>
    private void ReadEscape(StringBuilder value)
    {
        if (_position + 1 == _text.Length)
            return;
        Advance();
        _ = Current switch
        {
            'n' => value.Append('\n'),
            'r' => value.Append('\r'),
            't' => value.Append('\t'),
            '"' or '\\' or '$' or '`' => value.Append(Current),
            '\n' => value,
            _ => value.Append('\\').Append(Current),
        };
    }

    private void EndQuoted(int openedAt)
    {
        if (AtEnd)
            throw Invalid(openedAt, "the quote is not closed");
        Advance();
        SkipBlanks();
        if (!AtEnd && Current is not ('\n' or '#'))
            throw Invalid(_line, "there is text after the closing quote");
        SkipComment();
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
            Advance();
    }

    private void SkipComment()
    {
        while (!AtEnd && Current != '\n')
            Advance();
    }

    private void Advance()
    {
        if (Current == '\n')
            _line++;
        _position++;
    }

    private readonly FormatException Invalid(int line, string problem) => new($"{_source}, line {line}: {problem}");
}
