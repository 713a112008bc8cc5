using System.Text.Json;

namespace Psono.Server.Http.Fields;

/// <summary>Date-times, see <see cref="WireTime"/>.</summary>
internal static class TimeField
{
    private const string WrongFormat =
        "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";

    public static DateTimeOffset Time(this RequestFields fields, string field) =>
        fields.Required(field) is { } value ? Parse(fields.Errors, field, value) ?? default : default;

    public static DateTimeOffset? OptionalTime(this RequestFields fields, string field, bool nullable = false) =>
        fields.Optional(field, nullable) is { } value ? Parse(fields.Errors, field, value) : null;

    private static DateTimeOffset? Parse(FieldErrors errors, string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && WireTime.TryParse(JsonText.Get(value), out var time))
            return time;
        errors.Add(field, WrongFormat);
        return null;
    }
}
