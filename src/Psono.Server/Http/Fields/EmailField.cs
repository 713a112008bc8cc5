namespace Psono.Server.Http.Fields;

/// <summary>Text in the shape of an e-mail address, else the error that the field has for it.</summary>
internal static class EmailField
{
    public static string Email(this RequestFields fields, string field, string error, int max = 254) =>
        Check(fields.Errors, field, fields.Text(field, max), error);

    public static string? OptionalEmail(this RequestFields fields, string field, string error, int max = 254, bool nullable = false) =>
        fields.OptionalText(field, max, nullable: nullable) is { } text ? Check(fields.Errors, field, text, error) : null;

    private static string Check(FieldErrors errors, string field, string text, string error)
    {
        errors.AddIf(text.Length > 0 && !errors.Has(field) && !EmailAddress.IsValid(text), field, error);
        return text;
    }
}
