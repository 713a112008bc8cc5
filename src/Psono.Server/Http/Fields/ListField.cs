using System.Globalization;
using System.Text.Json;

namespace Psono.Server.Http.Fields;

/// <summary>Lists; errors of their elements come out under their index.</summary>
internal static class ListField
{
    /// <param name="parse">Reads one element: where to note its errors, under which name, and the element.</param>
    public static List<T> List<T>(this RequestFields fields, string field, int min, Func<FieldErrors, string, JsonElement, T> parse)
    {
        var elements = new List<T>();
        if (fields.Required(field) is not { } value)
            return elements;

        if (value.ValueKind != JsonValueKind.Array)
        {
            fields.Errors.Add(field, $"Expected a list of items but got type \"{PythonName.Of(value)}\".");
            return elements;
        }

        var length = value.GetArrayLength();
        if (length < min)
            fields.Errors.Add(field, min == 1 ? "This list may not be empty." : $"Ensure this field has at least {min} elements.");

        var errors = fields.Errors.Below(field);
        foreach (var element in value.EnumerateArray())
            elements.Add(parse(errors, elements.Count.ToString(CultureInfo.InvariantCulture), element));
        return elements;
    }
}
