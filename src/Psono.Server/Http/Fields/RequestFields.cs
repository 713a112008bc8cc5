using System.Globalization;
using System.Text.Json;
using Psono.Server.Errors;

namespace Psono.Server.Http.Fields;

/// <summary>
/// The fields of a request, read by the rules and refused with the messages of the protocol (part 1, section 1.3). Every method notes an error
/// and goes on, so that one answer names all wrong fields: read all fields first, then <c>if (fields.Refusal is { } refusal) return refusal;</c>.
/// Until then a required field that is wrong has an empty value. Unknown members are ignored.
/// </summary>
internal sealed class RequestFields
{
    private readonly JsonElement _object;
    private readonly FieldErrors _errors;

    private RequestFields(JsonElement value, FieldErrors errors)
    {
        _object = value;
        _errors = errors;
    }

    /// <summary>Null, or the 400 that names every wrong field.</summary>
    public Answer? Refusal => _errors.Any ? Answer.Members(StatusCodes.Status400BadRequest, _errors.WriteMembers) : null;

    /// <summary>Makes <c>RequestFields fields</c> a parameter of any handler.</summary>
    public static async ValueTask<RequestFields> BindAsync(HttpContext context) => From(await RequestBody.ReadAsync(context));

    /// <exception cref="RefusedException">The value is not an object.</exception>
    public static RequestFields From(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new RequestFields(value, new FieldErrors()),
        JsonValueKind.Null => throw new RefusedException(Errors.Refusal.Object("No data provided")),
        _ => throw new RefusedException(Errors.Refusal.Object($"Invalid data. Expected a dictionary, but got {PythonName(value)}.")),
    };

    /// <summary>Notes an error that the caller found, unless the field has one already.</summary>
    public void Refuse(string field, string message)
    {
        if (!_errors.Has(field))
            _errors.Add(field, message);
    }

    /// <summary>Tells whether the member was sent, even as null.</summary>
    public bool Has(string field) => _object.TryGetProperty(field, out _);

    public Guid Uuid(string field) => Find(field, required: true, nullable: false) is { } value ? ParseUuid(field, value) : Guid.Empty;

    public Guid? OptionalUuid(string field, bool nullable = false) =>
        Find(field, required: false, nullable) is { } value ? ParseUuid(field, value) : null;

    /// <summary>Text, trimmed. Lengths are counted in characters, not UTF-16 units.</summary>
    public string Text(string field, int max = int.MaxValue, int min = 0, bool blank = false) =>
        Find(field, required: true, nullable: false) is { } value ? ParseText(field, value, min, max, blank) : "";

    public string? OptionalText(string field, int max = int.MaxValue, int min = 0, bool blank = false, bool nullable = false) =>
        Find(field, required: false, nullable) is { } value ? ParseText(field, value, min, max, blank) : null;

    public string Hex(string field, int max = int.MaxValue, int min = 0) => CheckHex(field, Text(field, max, min))!;

    public string? OptionalHex(string field, int max = int.MaxValue, int min = 0, bool nullable = false) =>
        CheckHex(field, OptionalText(field, max, min, nullable: nullable));

    /// <summary>Text in the shape of an e-mail address, else the error <paramref name="code"/>.</summary>
    public string Email(string field, string code, int max = 254) => CheckEmail(field, Text(field, max), code)!;

    public string? OptionalEmail(string field, string code, int max = 254, bool nullable = false) =>
        CheckEmail(field, OptionalText(field, max, nullable: nullable), code);

    public bool Bool(string field, bool whenAbsent) => OptionalBool(field) ?? whenAbsent;

    public bool? OptionalBool(string field, bool nullable = false)
    {
        if (Find(field, required: false, nullable) is not { } value)
            return null;
        if (ParseBool(value) is { } parsed)
            return parsed;
        _errors.Add(field, "IS_NOT_A_VALID_BOOLEAN");
        return null;
    }

    public long Integer(string field, long min = int.MinValue, long max = int.MaxValue) =>
        Find(field, required: true, nullable: false) is { } value ? ParseInteger(field, value, min, max) : 0;

    public long? OptionalInteger(string field, long min = int.MinValue, long max = int.MaxValue, bool nullable = false) =>
        Find(field, required: false, nullable) is { } value ? ParseInteger(field, value, min, max) : null;

    public DateTimeOffset Time(string field) => Time(field, required: true, nullable: false) ?? default;

    public DateTimeOffset? OptionalTime(string field, bool nullable = false) => Time(field, required: false, nullable);

    private DateTimeOffset? Time(string field, bool required, bool nullable)
    {
        if (Find(field, required, nullable) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && WireTime.TryParse(JsonText.Get(value), out var time))
            return time;
        _errors.Add(field, "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].");
        return null;
    }

    /// <summary>A list of ids.</summary>
    public IReadOnlyList<Guid> Uuids(string field, int min = 0) =>
        Elements(field, min, (list, index, element) => list.ParseUuid(index, element));

    /// <summary>A list of hex texts of one length.</summary>
    public IReadOnlyList<string> HexTexts(string field, int length) => Elements(field, 0, (list, index, element) =>
        list.CheckHex(index, list.ParseText(index, element, length, length, blank: false))!);

    /// <summary>A list of objects, each to be read like a request of its own; their errors come out under their index.</summary>
    public IReadOnlyList<RequestFields> Objects(string field, int min = 0) =>
        Elements(field, min, (list, index, element) =>
        {
            if (element.ValueKind == JsonValueKind.Object)
                return new RequestFields(element, list._errors.Below(index));
            list._errors.Below(index).Add("non_field_errors", $"Invalid data. Expected a dictionary, but got {PythonName(element)}.");
            return new RequestFields(default, new FieldErrors());
        });

    /// <summary>An object whose members the caller reads itself.</summary>
    public JsonElement? OptionalObject(string field, bool nullable = false)
    {
        if (Find(field, required: false, nullable) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return value;
        _errors.Add(field, $"Expected a dictionary of items but got type \"{PythonName(value)}\".");
        return null;
    }

    /// <summary>An object to be read like a request of its own; its errors come out under its name.</summary>
    public RequestFields? OptionalFields(string field) =>
        OptionalObject(field) is { ValueKind: JsonValueKind.Object } value ? new RequestFields(value, _errors.Below(field)) : null;

    private List<T> Elements<T>(string field, int min, Func<RequestFields, string, JsonElement, T> read)
    {
        var elements = new List<T>();
        if (Find(field, required: true, nullable: false) is not { } value)
            return elements;

        if (value.ValueKind != JsonValueKind.Array)
        {
            _errors.Add(field, $"Expected a list of items but got type \"{PythonName(value)}\".");
            return elements;
        }

        if (value.GetArrayLength() < min)
            _errors.Add(field, min == 1 && value.GetArrayLength() == 0 ? "This list may not be empty." : $"Ensure this field has at least {min} elements.");

        var list = new RequestFields(default, _errors.Below(field));
        foreach (var element in value.EnumerateArray())
            elements.Add(read(list, elements.Count.ToString(CultureInfo.InvariantCulture), element));
        return elements;
    }

    private JsonElement? Find(string field, bool required, bool nullable)
    {
        if (_object.ValueKind != JsonValueKind.Object)
            return null;

        if (!_object.TryGetProperty(field, out var value))
        {
            if (required)
                _errors.Add(field, "This field is required.");
            return null;
        }

        if (value.ValueKind != JsonValueKind.Null)
            return value;
        if (!nullable)
            _errors.Add(field, "This field may not be null.");
        return null;
    }

    private Guid ParseUuid(string field, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? JsonText.Get(value)?.Trim() : null;
        if (Psono.Protocol.Encodings.Uuid.TryParse(text, out var id))
            return id;
        _errors.Add(field, "IS_NOT_A_VALID_UUID");
        return Guid.Empty;
    }

    private string ParseText(string field, JsonElement value, int min, int max, bool blank)
    {
        var text = Word(value);
        if (text is null)
            _errors.Add(field, "Not a valid string.");
        else if (text.Length == 0)
            AddIf(!blank, field, "This field may not be blank.");
        else if (text.Contains('\0', StringComparison.Ordinal))
            _errors.Add(field, "Null characters are not allowed.");
        else
            CheckLength(field, text, min, max);
        return text ?? "";
    }

    private void CheckLength(string field, string text, int min, int max)
    {
        if (text.Length < min || text.Length > max)
        {
            var characters = text.EnumerateRunes().Count();
            AddIf(characters > max, field, $"Ensure this field has no more than {max} characters.");
            AddIf(characters < min, field, $"Ensure this field has at least {min} characters.");
        }
    }

    private string? CheckHex(string field, string? text)
    {
        AddIf(text is { Length: > 0 } && !_errors.Has(field) && !Protocol.Encodings.Hex.IsHex(text), field, "NO_VALID_HEX");
        return text;
    }

    private string? CheckEmail(string field, string? text, string code)
    {
        AddIf(text is { Length: > 0 } && !_errors.Has(field) && !EmailAddress.IsValid(text), field, code);
        return text;
    }

    private long ParseInteger(string field, JsonElement value, long min, long max)
    {
        if (ParseInteger(value) is not { } number)
            _errors.Add(field, "A valid integer is required.");
        else if (number < min)
            _errors.Add(field, $"Ensure this value is greater than or equal to {min}.");
        else if (number > max)
            _errors.Add(field, $"Ensure this value is less than or equal to {max}.");
        else
            return number;
        return 0;
    }

    private static long? ParseInteger(JsonElement value) => long.TryParse(
        Word(value), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Text and numbers may stand for each other.</summary>
    private static string? Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Get(value)?.Trim(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static bool? ParseBool(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number or JsonValueKind.String => Word(value)?.ToLowerInvariant() switch
        {
            "t" or "y" or "yes" or "true" or "on" or "1" => true,
            "f" or "n" or "no" or "false" or "off" or "0" => false,
            _ => null,
        },
        _ => null,
    };

    /// <summary>The reference names types as its language does.</summary>
    private static string PythonName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "dict",
        JsonValueKind.String => "str",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Null => "NoneType",
        _ => value.TryGetInt64(out _) ? "int" : "float",
    };

    private void AddIf(bool wrong, string field, string message)
    {
        if (wrong)
            _errors.Add(field, message);
    }
}
