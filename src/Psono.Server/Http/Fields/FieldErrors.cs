using System.Text.Json;

namespace Psono.Server.Http.Fields;

/// <summary>
/// The errors of one object of a request: messages by field, and below list fields the errors of their elements by index.
/// </summary>
internal sealed class FieldErrors
{
    private readonly OrderedDictionary<string, Field> _fields = new(StringComparer.Ordinal);

    public bool Any => _fields.Values.Any(entry => entry.Messages.Count > 0 || entry.Elements is { Any: true });

    public bool Has(string field) => _fields.TryGetValue(field, out var entry) && entry.Messages.Count > 0;

    public void Add(string field, string message) => Entry(field).Messages.Add(message);

    public void AddIf(bool wrong, string field, string message)
    {
        if (wrong)
            Add(field, message);
    }

    /// <summary>The errors inside the value of <paramref name="field"/>.</summary>
    public FieldErrors Below(string field) => Entry(field).Elements ??= new FieldErrors();

    public void WriteMembers(Utf8JsonWriter json)
    {
        foreach (var (name, field) in _fields)
        {
            if (field.Messages.Count > 0)
            {
                json.WriteStartArray(name);
                field.Messages.ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }
            else if (field.Elements is { Any: true })
            {
                json.WriteStartObject(name);
                field.Elements.WriteMembers(json);
                json.WriteEndObject();
            }
        }
    }

    private Field Entry(string name)
    {
        if (!_fields.TryGetValue(name, out var field))
            _fields.Add(name, field = new Field());
        return field;
    }

    private sealed class Field
    {
        public List<string> Messages { get; } = [];

        public FieldErrors? Elements { get; set; }
    }
}
