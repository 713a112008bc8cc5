using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Psono.Protocol.Encodings;

/// <summary>Opened JSON that is read, changed and sealed again. What could not be written back unchanged is not accepted.</summary>
internal static class OpenedJson
{
    /// <returns>
    /// <see langword="null"/> when the bytes are not one JSON object, are nested deeper than <paramref name="maxDepth"/>,
    /// have a member twice, or have text that is none: bytes that are not UTF-8, or half a surrogate pair.
    /// </returns>
    public static JsonObject? Parse(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        // The reader accepts such bytes inside a string, and the writer would replace them.
        if (!Utf8.IsValid(utf8))
            return null;

        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = maxDepth };
            var json = JsonNode.Parse(utf8, documentOptions: options) as JsonObject;
            if (json is not null)
                CryptographicOperations.ZeroMemory(ToUtf8(json, maxDepth));
            return json;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // An invalid operation is how half a surrogate pair, escaped, is met: by a name when it is read, by a value when it is written.
            return null;
        }
    }

    /// <summary>The JSON to seal. The caller zeroes it.</summary>
    public static byte[] ToUtf8(JsonObject json, int maxDepth)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = maxDepth };
        using (var writer = new Utf8JsonWriter(buffer, options))
            json.WriteTo(writer);

        var utf8 = buffer.WrittenSpan.ToArray();
        buffer.Clear();
        return utf8;
    }
}
