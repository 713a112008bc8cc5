using System.Globalization;
using Tomlyn;
using Tomlyn.Parsing;

namespace Psono.Client.ApiKeys.Settings;

/// <summary>
/// The values of a TOML file by their dotted names. The only place that knows the TOML library, of which it uses the parser alone:
/// its serializer would make psonoci a twentieth larger.
/// </summary>
internal sealed class TomlFile
{
    private readonly Dictionary<string, (TomlParseEventKind Kind, string Text)> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _lists = new(StringComparer.Ordinal);
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
        catch (Exception e) when (e is not ApiKeySettingsException and not OutOfMemoryException)
        {
            // An escape that is no character, for one. A value begins on the line of its name; of others the line is not known.
            throw NotToml(parser.Current.Kind == TomlParseEventKind.PropertyName ? parser.Current.Line : null);
        }

        ApiKeySettingsException NotToml(int? line) => new($"{source}{(line is null ? "" : $", line {line}")} is not TOML");
    }

    public string Required(string name) => String(name) ?? throw new ApiKeySettingsException($"{_source} lacks {name}");

    public string? String(string name) => Get(name, TomlParseEventKind.String, "a string");

    public string? Number(string name) => Get(name, TomlParseEventKind.Integer, "a whole number");

    public bool Boolean(string name) => Get(name, TomlParseEventKind.Boolean, "true or false") == "true";

    /// <summary>The strings of a list; none if it is not there.</summary>
    public IReadOnlyList<string> Strings(string name)
    {
        if (_lists.TryGetValue(name, out var list))
            return list;
        return _values.ContainsKey(name)
            ? throw new ApiKeySettingsException($"{name} in {_source} is not a list of strings")
            : [];
    }

    private string? Get(string name, TomlParseEventKind kind, string what)
    {
        if (!_values.TryGetValue(name, out var value))
            return null;
        return value.Kind == kind ? value.Text : throw new ApiKeySettingsException($"{name} in {_source} is not {what}");
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
                    AddList(path, name, current, ReadStrings(parser));
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

    /// <summary>The strings of an array; null if there is something else in it, which no setting has.</summary>
    private static List<string>? ReadStrings(TomlParser parser)
    {
        List<string>? strings = [];
        for (var depth = 1; depth > 0 && parser.MoveNext();)
        {
            switch (parser.Current.Kind)
            {
                case TomlParseEventKind.EndArray:
                    depth--;
                    break;
                case TomlParseEventKind.StartArray:
                    depth++;
                    strings = null;
                    break;
                case TomlParseEventKind.String:
                    strings?.Add(parser.GetString());
                    break;
                default:
                    strings = null;
                    break;
            }
        }

        return strings;
    }

    private void AddList(Stack<string> path, string name, TomlParseEvent value, List<string>? strings)
    {
        if (strings is not null)
            _lists[NameOf(path, name)] = strings;
        else
            Add(path, name, value, "");
    }

    private static string NameOf(Stack<string> path, string name) =>
        string.Join('.', path.Reverse().Append(name).Where(part => part.Length > 0));

    /// <summary>The parser lets a name be given twice; which of two keys counts must not be a matter of luck.</summary>
    private void Add(Stack<string> path, string name, TomlParseEvent value, string text)
    {
        if (!_values.TryAdd(NameOf(path, name), (value.Kind, text)))
            throw new ApiKeySettingsException($"{_source}, line {value.Line}: the name is given a second time");
    }
}
