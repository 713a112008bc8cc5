using System.Text.Json;

namespace Psono.Server.Http.Fields;

/// <summary>Objects in a request, to be read like a request of their own.</summary>
internal static class ObjectField
{
    /// <summary>An object whose members the caller reads itself.</summary>
    public static JsonElement? OptionalObject(this RequestFields fields, string field, bool nullable = false)
    {
        if (fields.Optional(field, nullable) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return value;
        fields.Errors.Add(field, $"Expected a dictionary of items but got type \"{PythonName.Of(value)}\".");
        return null;
    }

    /// <summary>Its errors come out under its name.</summary>
    public static RequestFields? OptionalFields(this RequestFields fields, string field) =>
        fields.OptionalObject(field) is { } value ? new RequestFields(value, fields.Errors.Below(field)) : null;

    /// <summary>A list of objects.</summary>
    public static IReadOnlyList<RequestFields> Objects(this RequestFields fields, string field, int min = 0) =>
        fields.List(field, min, ParseElement);

    public static string Expected(JsonElement other) => $"Invalid data. Expected a dictionary, but got {PythonName.Of(other)}.";

    private static RequestFields ParseElement(FieldErrors errors, string index, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
            return new RequestFields(element, errors.Below(index));
        errors.Below(index).Add("non_field_errors", Expected(element));
        return new RequestFields(default, new FieldErrors());
    }
}
