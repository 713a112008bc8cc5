using System.Text.Json;

namespace Psono.Server.Http.Fields;

/// <summary>Ids, with or without hyphens.</summary>
internal static class UuidField
{
    public static Guid Uuid(this RequestFields fields, string field) =>
        fields.Required(field) is { } value ? Parse(fields.Errors, field, value) : Guid.Empty;

    public static Guid? OptionalUuid(this RequestFields fields, string field, bool nullable = false) =>
        fields.Optional(field, nullable) is { } value ? Parse(fields.Errors, field, value) : null;

    /// <summary>A list of ids.</summary>
    public static IReadOnlyList<Guid> Uuids(this RequestFields fields, string field, int min = 0) => fields.List(field, min, Parse);

    private static Guid Parse(FieldErrors errors, string field, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? JsonText.Get(value)?.Trim() : null;
        if (Protocol.Encodings.Uuid.TryParse(text, out var id))
            return id;
        errors.Add(field, "IS_NOT_A_VALID_UUID");
        return Guid.Empty;
    }
}
