using System.Text.Json;
using Psono.Server.Errors;

namespace Psono.Server.Http.Fields;

/// <summary>
/// The fields of a request, read by the rules and refused with the messages of protocol part 1, section 1.3. Each kind of value has a file
/// of its own, whose methods read it: <c>fields.Uuid("secret_id")</c>. They note an error and go on, so that one answer names all wrong
/// fields: read all fields first, then <c>if (fields.Refusal is { } refusal) return refusal;</c>. Until then a required field that is
/// wrong has an empty value. Unknown members are ignored.
/// </summary>
internal sealed class RequestFields(JsonElement members, FieldErrors errors)
{
    /// <summary>What is wrong so far.</summary>
    public FieldErrors Errors => errors;

    /// <summary>Null, or the 400 that names every wrong field.</summary>
    public Answer? Refusal => errors.Any ? Answer.Members(StatusCodes.Status400BadRequest, errors.WriteMembers) : null;

    /// <summary>Makes <c>RequestFields fields</c> a parameter of any handler.</summary>
    public static async ValueTask<RequestFields> BindAsync(HttpContext context) => From(await RequestBody.ReadAsync(context));

    /// <exception cref="RefusedException">The value is not an object.</exception>
    public static RequestFields From(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new RequestFields(value, new FieldErrors()),
        JsonValueKind.Null => throw new RefusedException(Server.Errors.Refusal.Object("No data provided")),
        _ => throw new RefusedException(Server.Errors.Refusal.Object(ObjectField.Expected(value))),
    };

    /// <summary>Notes an error that the caller found, unless the field has one already.</summary>
    public void Refuse(string field, string message) => errors.AddIf(!errors.Has(field), field, message);

    /// <summary>Tells whether the member was sent, even as null.</summary>
    public bool Has(string field) => members.TryGetProperty(field, out _);

    /// <summary>The member as it was sent; without one that has a value an error is noted.</summary>
    public JsonElement? Required(string field) => Find(field, required: true, nullable: false);

    /// <summary>The member as it was sent, if it was. An error is noted for null, unless that is as good as nothing.</summary>
    public JsonElement? Optional(string field, bool nullable = false) => Find(field, required: false, nullable);

    private JsonElement? Find(string field, bool required, bool nullable)
    {
        if (members.ValueKind != JsonValueKind.Object)
            return null;

        if (!members.TryGetProperty(field, out var value))
        {
            errors.AddIf(required, field, "This field is required.");
            return null;
        }

        if (value.ValueKind != JsonValueKind.Null)
            return value;
        errors.AddIf(!nullable, field, "This field may not be null.");
        return null;
    }
}
