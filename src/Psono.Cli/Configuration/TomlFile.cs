using System.Globalization;
using Tomlyn;
using Tomlyn.Parsing;

namespace Psono.Cli.Configuration;

/// <summary>
/// The values of a TOML file by their dotted names. The only place that knows the TOML library, of which it uses the parser alone:
/// its serializer would make psonoci a twentieth larger.
/// </summary>
internal sealed class TomlFile
{
    private readonly Dictionary<string, (TomlParseEventKind Kind, string Text)> _values = new(StringComparer.Ordinal);
    private readonly string _source;

    private TomlFile(string source) => _source = source;

    public static TomlFile Parse(string toml, string source)
    {
        var file = new TomlFile(source);
        var parser = TomlParser.Create(toml);
        try
        {
            file.Read(parser);
            return file;
        }
        catch (TomlException e)
        {
            throw NotToml(e.Line);
        }
        catch (Exception e) when (e is not PsonociException and not OutOfMemoryException)
        {
            // An escape that is no character, for one. A value begins on the line of its name; of others the line is not known.
            throw NotToml(parser.Current.Kind == TomlParseEventKind.PropertyName ? parser.Current.Line : null);
        }

        PsonociException NotToml(int? line) => new("configuration", $"{source}{(line is null ? "" : $", line {line}")} is not TOML");
    }

    public string Required(string name) => String(name) ?? throw new PsonociException("configuration", $"{_source} lacks {name}");

    public string? String(string name) => Get(name, TomlParseEventKind.String, "a string");

    public string? Number(string name) => Get(name, TomlParseEventKind.Integer, "a whole number");

    public bool Boolean(string name) => Get(name, TomlParseEventKind.Boolean, "true or false") == "true";

    private string? Get(string name, TomlParseEventKind kind, string what)
    {
        if (!_values.TryGetValue(name, out var value))
            return null;
        return value.Kind == kind ? value.Text : throw new PsonociException("configuration", $"{name} in {_source} is not {what}");
    }

    private void Read(TomlParser parser)
    {
        var path = new Stack<string>();
        var name = "";
        while (parser.MoveNext())
        {
            var current = parser.Current;
            switch (current.Kind)
            {
                case TomlParseEventKind.PropertyName:
                    name = parser.GetPropertyName();
                    break;
                case TomlParseEventKind.StartTable:
                    path.Push(name);
                    break;
                case TomlParseEventKind.EndTable:
                    path.Pop();
                    break;
                case TomlParseEventKind.StartArray:
                    SkipArray(parser);
                    break;
                case TomlParseEventKind.String:
                    Add(path, name, current, parser.GetString());
                    break;
                case TomlParseEventKind.Integer:
                    Add(path, name, current, current.GetInt64().ToString(CultureInfo.InvariantCulture));
                    break;
                case TomlParseEventKind.Boolean:
                    Add(path, name, current, current.GetBoolean() ? "true" : "false");
                    break;
            }
        }
    }

    /// <summary>No setting is an array.</summary>
    private static void SkipArray(TomlParser parser)
    {
        for (var depth = 1; depth > 0 && parser.MoveNext();)
        {
            depth += parser.Current.Kind switch
            {
                TomlParseEventKind.StartArray => 1,
                TomlParseEventKind.EndArray => -1,
                _ => 0,
            };
        }
    }

    /// <summary>The parser lets a name be given twice; which of two keys counts must not be a matter of luck.</summary>
    private void Add(Stack<string> path, string name, TomlParseEvent value, string text)
    {
        var full = string.Join('.', path.Reverse().Append(name).Where(part => part.Length > 0));
        if (!_values.TryAdd(full, (value.Kind, text)))
            throw new PsonociException("configuration", $"{_source}, line {value.Line}: the name is given a second time");
    }
}
