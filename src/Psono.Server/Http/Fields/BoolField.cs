using System.Text.Json;

namespace Psono.Server.Http.Fields;

/// <summary>Yes or no, in the many spellings of the reference.</summary>
internal static class BoolField
{
    public static bool Bool(this RequestFields fields, string field, bool whenAbsent) => fields.OptionalBool(field) ?? whenAbsent;

    public static bool? OptionalBool(this RequestFields fields, string field, bool nullable = false)
    {
        if (fields.Optional(field, nullable) is not { } value)
            return null;
        if (Parse(value) is { } parsed)
            return parsed;
        fields.Errors.Add(field, "IS_NOT_A_VALID_BOOLEAN");
        return null;
    }

    private static bool? Parse(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => TextField.Word(value)?.ToLowerInvariant() switch
        {
            "t" or "y" or "yes" or "true" or "on" or "1" => true,
            "f" or "n" or "no" or "false" or "off" or "0" => false,
            _ => null,
        },
    };
}
