using System.Text.Json;

namespace Psono.Server.Http.Fields;

/// <summary>Text, trimmed. Lengths are counted in characters, not UTF-16 units.</summary>
internal static class TextField
{
    public static string Text(this RequestFields fields, string field, int max = int.MaxValue, int min = 0, bool blank = false) =>
        fields.Required(field) is { } value ? Parse(fields.Errors, field, value, min, max, blank) : "";

    /// <summary>Text as it was sent, not trimmed: something was computed over it.</summary>
    public static string ExactText(this RequestFields fields, string field)
    {
        if (fields.Required(field) is not { } value)
            return "";
        var text = value.ValueKind == JsonValueKind.String ? JsonText.Get(value) : null;
        fields.Errors.AddIf(text is null, field, "Not a valid string.");
        fields.Errors.AddIf(text is "", field, "This field may not be blank.");
        return text ?? "";
    }

    public static string? OptionalText(
        this RequestFields fields, string field, int max = int.MaxValue, int min = 0, bool blank = false, bool nullable = false) =>
        fields.Optional(field, nullable) is { } value ? Parse(fields.Errors, field, value, min, max, blank) : null;

    public static string Parse(FieldErrors errors, string field, JsonElement value, int min, int max, bool blank)
    {
        var text = Word(value);
        if (text is null)
            errors.Add(field, "Not a valid string.");
        else if (text.Length == 0)
            errors.AddIf(!blank, field, "This field may not be blank.");
        else if (text.Contains('\0', StringComparison.Ordinal))
            errors.Add(field, "Null characters are not allowed.");
        else
            CheckLength(errors, field, text, min, max);
        return text ?? "";
    }

    /// <summary>Text and numbers may stand for each other.</summary>
    public static string? Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Get(value)?.Trim(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static void CheckLength(FieldErrors errors, string field, string text, int min, int max)
    {
        if (text.Length < min || text.Length > max)
        {
            var characters = text.EnumerateRunes().Count();
            errors.AddIf(characters > max, field, $"Ensure this field has no more than {max} characters.");
            errors.AddIf(characters < min, field, $"Ensure this field has at least {min} characters.");
        }
    }
}
