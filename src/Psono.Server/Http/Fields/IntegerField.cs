using System.Globalization;
using System.Text.Json;

namespace Psono.Server.Http.Fields;

/// <summary>Whole numbers within bounds.</summary>
internal static class IntegerField
{
    public static long Integer(this RequestFields fields, string field, long min = int.MinValue, long max = int.MaxValue) =>
        fields.Required(field) is { } value ? Parse(fields.Errors, field, value, min, max) : 0;

    public static long? OptionalInteger(
        this RequestFields fields, string field, long min = int.MinValue, long max = int.MaxValue, bool nullable = false) =>
        fields.Optional(field, nullable) is { } value ? Parse(fields.Errors, field, value, min, max) : null;

    private static long Parse(FieldErrors errors, string field, JsonElement value, long min, long max)
    {
        if (Parse(value) is not { } number)
            errors.Add(field, "A valid integer is required.");
        else if (number < min)
            errors.Add(field, $"Ensure this value is greater than or equal to {min}.");
        else if (number > max)
            errors.Add(field, $"Ensure this value is less than or equal to {max}.");
        else
            return number;
        return 0;
    }

    private static long? Parse(JsonElement value)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return long.TryParse(TextField.Word(value), Styles, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
