using System.Text.Json;
using System.Text.Json.Nodes;

namespace Psono.Web.Secrets;

/// <summary>A field that a user named (protocol part 3, section 6), as it is shown and typed.</summary>
public sealed class CustomField
{
    private readonly JsonObject? _before;

    private CustomField(JsonObject entry, bool isNew = false)
    {
        _before = isNew ? null : entry;
        (Name, Value) = (Text(entry["name"]), Text(entry["value"]));

        // What is not a plain text is hidden: who knows what it is.
        IsHidden = Text(entry["type"]) != "text";
    }

    private CustomField()
    {
    }

    public Guid Id { get; } = Guid.NewGuid();

    public string Name { get; set; } = "";

    public string Value { get; set; } = "";

    /// <summary>Whether it is a password.</summary>
    public bool IsHidden { get; set; }

    public bool Shown { get; set; }

    /// <summary>A line that nobody has written to.</summary>
    public bool IsBlank => Name.Length == 0 && Value.Length == 0;

    public static CustomField New() => new() { Shown = true };

    /// <summary>The fields of a secret that was changed; those that are as they were are the same.</summary>
    public static IEnumerable<CustomField> Of(JsonArray? entries, IReadOnlyList<CustomField> before) =>
        (entries ?? []).OfType<JsonObject>().Select(entry =>
            before.FirstOrDefault(field => JsonNode.DeepEquals(field._before, entry)) ?? new CustomField(entry, isNew: true));

    /// <summary>The fields of a secret. What is no field is not shown.</summary>
    public static IEnumerable<CustomField> Of(JsonArray? entries) =>
        (entries ?? []).OfType<JsonObject>().Select(entry => new CustomField(entry));

    /// <summary>
    /// What was typed, put into the list of the version that it came from, or of a newer one: there, what others did to other fields stays.
    /// </summary>
    public static JsonArray Merge(IReadOnlyList<CustomField> before, IReadOnlyList<CustomField> typed, JsonArray? entries)
    {
        var merged = entries?.DeepClone().AsArray() ?? [];
        foreach (var gone in before.Where(field => !typed.Contains(field)))
            merged.RemoveAll(entry => JsonNode.DeepEquals(entry, gone._before));
        foreach (var field in typed.Where(field => field.IsChanged && !field.IsBlank))
        {
            if (merged.FirstOrDefault(entry => field._before is not null && JsonNode.DeepEquals(entry, field._before)) is { } entry)
                merged[entry.GetElementIndex()] = field.ToJson();
            else
                merged.Add((JsonNode)field.ToJson());
        }

        return merged;
    }

    public bool IsChanged => _before is null ? !IsBlank : !JsonNode.DeepEquals(_before, ToJson());

    /// <summary>Members that this program does not know stay.</summary>
    private JsonObject ToJson()
    {
        if (_before is null)
            return new JsonObject { ["name"] = Name, ["type"] = IsHidden ? "password" : "text", ["value"] = Value };
        var json = _before.DeepClone().AsObject();
        if (Name != Text(_before["name"]))
            json["name"] = Name;
        if (Value != Text(_before["value"]))
            json["value"] = Value;
        if (IsHidden != (Text(_before["type"]) != "text"))
            json["type"] = IsHidden ? "password" : "text";
        return json;
    }

    private static string Text(JsonNode? value) =>
        value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : value?.ToJsonString() ?? "";
}
