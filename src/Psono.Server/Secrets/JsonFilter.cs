using System.Security.Cryptography;
using System.Text.Json;

namespace Psono.Server.Secrets;

/// <summary>
/// <c>json_filter</c> (protocol part 2, section 18): a dotted path into a secret. On the way, strings that contain JSON are opened. Array
/// indexes are not understood.
/// </summary>
internal static class JsonFilter
{
    /// <summary>
    /// The value as it is sent: a string as its text, anything else as JSON, nothing when there is no such member. The caller zeroes it.
    /// </summary>
    public static byte[] Select(ReadOnlySpan<byte> json, string filter)
    {
        try
        {
            return Select(json, filter.Trim().Split('.'));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is no text.
            return [];
        }
    }

    private static byte[] Select(ReadOnlySpan<byte> json, ReadOnlySpan<string> path)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (path.IsEmpty)
            return reader.TokenType == JsonTokenType.String ? Text(ref reader) : json[Value(ref reader)].ToArray();

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => SelectMember(json, ref reader, path),
            JsonTokenType.String => SelectInText(ref reader, path),
            _ => [],
        };
    }

    private static byte[] SelectMember(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ReadOnlySpan<string> path)
    {
        var member = default(Range);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals(path[0]);
            reader.Read();
            var value = Value(ref reader);
            if (wanted)
                member = value;
        }

        return member.Equals(default) ? [] : Select(json[member], path[1..]);
    }

    private static byte[] SelectInText(ref Utf8JsonReader reader, ReadOnlySpan<string> path)
    {
        var text = Text(ref reader);
        try
        {
            return Select(text, path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static Range Value(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private static byte[] Text(ref Utf8JsonReader reader)
    {
        var buffer = new byte[reader.ValueSpan.Length];
        var length = reader.CopyString(buffer);
        if (length == buffer.Length)
            return buffer;

        var text = buffer[..length];
        CryptographicOperations.ZeroMemory(buffer);
        return text;
    }
}
