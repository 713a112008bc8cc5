using System.Text.Json;

namespace Psono.Server.Http.Fields;

/// <summary>Strings and names of a JSON document that came from outside.</summary>
internal static class JsonText
{
    /// <summary>The string, or <see langword="null"/> when it is no text: invalid UTF-8 or half a surrogate pair.</summary>
    public static string? Get(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What was in a box: JSON as it is read in bodies; null if it is none.</summary>
    public static JsonElement? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var value = JsonElement.Parse(utf8, RequestBody.Parsing);
            return HasReadableNames(value, utf8) ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The value, for bodies that may be large: no copy is made, so the bytes must stay as they are.
    /// </summary>
    /// <exception cref="JsonException">They are no JSON.</exception>
    public static JsonElement ParseInPlace(ReadOnlyMemory<byte> utf8) => JsonDocument.Parse(utf8, RequestBody.Parsing).RootElement;

    /// <summary>
    /// Half a surrogate pair, escaped, passes the parser; looking for a member among such names would throw. Only escapes can spell one.
    /// </summary>
    public static bool HasReadableNames(JsonElement value, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("\\u"u8) < 0)
            return true;
        try
        {
            return NamesAreReadable(value);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool NamesAreReadable(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(member => member.Name.Length >= 0 && NamesAreReadable(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(NamesAreReadable),
        _ => true,
    };
}
