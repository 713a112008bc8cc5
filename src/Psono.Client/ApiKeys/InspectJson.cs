using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Psono.Client.Http;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Encodings;

namespace Psono.Client.ApiKeys;

// docs/decisions/0050
/// <summary>
/// The one request and the one answer that every start of a program waits for, written and read by hand: the serializer looks at its own
/// attributes first, which takes longer than the request.
/// </summary>
internal static class InspectJson
{
    public static byte[] ToUtf8(InspectApiKeyRequest request)
    {
        var json = new StringBuilder($$"""{"api_key_id":"{{request.ApiKeyId}}""");
        json.Append('"');
        if (request.PsonoNet is { } bulk)
        {
            json.Append(bulk.Secrets ? ",\"psono_net\":{\"secrets\":true" : ",\"psono_net\":{\"secrets\":false");
            AppendList("secret_ids", bulk.SecretIds?.Select(id => id.ToString()));
            AppendList("title_tags", bulk.TitleTags);
            if (bulk.Titles is { } titles)
                json.Append(titles ? ",\"titles\":true" : ",\"titles\":false");
            json.Append('}');
        }

        return Encoding.UTF8.GetBytes(json.Append('}').ToString());

        // Ids and tags have no character that JSON writes otherwise.
        void AppendList(string name, IEnumerable<string>? values)
        {
            if (values is not null)
                json.Append(",\"").Append(name).Append("\":[").AppendJoin(',', values.Select(value => $"\"{value}\"")).Append(']');
        }
    }

    /// <exception cref="PsonoApiException">The body is not JSON of that shape.</exception>
    public static InspectedKey Read(HttpAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var root = json.RootElement;
            var key = new InspectApiKeyResponse
            {
                AllowInsecureAccess = root.GetProperty("allow_insecure_access"u8).GetBoolean(),
                RestrictToSecrets = root.GetProperty("restrict_to_secrets"u8).GetBoolean(),
                Read = root.GetProperty("read"u8).GetBoolean(),
                Write = root.GetProperty("write"u8).GetBoolean(),
                ApiKeySecrets = List(root.GetProperty("api_key_secrets"u8), secret => new InspectedSecret
                {
                    SecretId = secret.GetProperty("secret_id"u8).GetGuid(),
                    WriteDate = secret.TryGetProperty("write_date"u8, out var date) ? date.GetString() : null,
                }),
            };
            return Optional(root, "psono_net"u8) is { } found
                ? new InspectedKey(
                    key,
                    List(found.GetProperty("secrets"u8), ReadSecret),
                    Optional(found, "titles"u8) is { } titles ? List(titles, ReadTitle) : null)
                : new InspectedKey(key);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw answer.Unexpected(e);
        }
    }

    private static SealedSecret ReadSecret(JsonElement secret)
    {
        _ = secret.GetProperty("read_count"u8).GetInt64();
        return new SealedSecret
        {
            Id = secret.GetProperty("secret_id"u8).GetGuid(),
            Data = Bytes(secret, "data"u8),
            DataNonce = Bytes(secret, "data_nonce"u8),
            SecretKey = Bytes(secret, "secret_key"u8),
            SecretKeyNonce = Bytes(secret, "secret_key_nonce"u8),
            WriteDate = Text(secret, "write_date"u8),
        };
    }

    private static SealedTitle ReadTitle(JsonElement title) => new()
    {
        SecretId = title.GetProperty("secret_id"u8).GetGuid(),
        Title = Text(title, "title"u8),
        TitleNonce = Text(title, "title_nonce"u8),
    };

    private static List<T> List<T>(JsonElement array, Func<JsonElement, T> read)
    {
        var list = new List<T>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
            list.Add(read(element));
        return list;
    }

    private static string Text(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.GetProperty(name).GetString() ?? throw new FormatException();

    /// <summary>What hex text stands for, without making strings of it.</summary>
    private static byte[] Bytes(JsonElement parent, ReadOnlySpan<byte> name)
    {
        var element = parent.GetProperty(name);
        if (element.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(element)[1..^1] is { Length: > 0 } hex)
        {
            var bytes = new byte[hex.Length / 2];
            if (Hex.TryDecode(hex, bytes))
                return bytes;
        }

        return SealedSecret.Decode(Text(parent, name));
    }

    private static JsonElement? Optional(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;
}
