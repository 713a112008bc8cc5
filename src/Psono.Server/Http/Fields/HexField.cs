namespace Psono.Server.Http.Fields;

/// <summary>Bytes, which travel as hex digits.</summary>
internal static class HexField
{
    public static string Hex(this RequestFields fields, string field, int max = int.MaxValue, int min = 0) =>
        Check(fields.Errors, field, fields.Text(field, max, min));

    public static string? OptionalHex(
        this RequestFields fields, string field, int max = int.MaxValue, int min = 0, bool nullable = false) =>
        fields.OptionalText(field, max, min, nullable: nullable) is { } text ? Check(fields.Errors, field, text) : null;

    /// <summary>A list of hex texts of one length.</summary>
    public static IReadOnlyList<string> HexTexts(this RequestFields fields, string field, int length) => fields.List(
        field,
        min: 0,
        (errors, index, element) => Check(errors, index, TextField.Parse(errors, index, element, length, length, blank: false)));

    private static string Check(FieldErrors errors, string field, string text)
    {
        errors.AddIf(text.Length > 0 && !errors.Has(field) && !Protocol.Encodings.Hex.IsHex(text), field, "NO_VALID_HEX");
        return text;
    }
}
