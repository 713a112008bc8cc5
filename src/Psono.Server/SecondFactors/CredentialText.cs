using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Psono.Server.Http.Fields;

namespace Psono.Server.SecondFactors;

/// <summary>
/// A credential as web clients send it: JSON in a text, its bytes in base64 or base64url. Null where something is not as it has to be.
/// </summary>
internal sealed class CredentialText
{
    private readonly JsonElement _response;

    private CredentialText(byte[] id, JsonElement response)
    {
        Id = id;
        _response = response;
    }

    public byte[] Id { get; }

    public string IdText => Base64Url.EncodeToString(Id);

    public static CredentialText? Parse(string json) =>
        JsonText.Parse(Encoding.UTF8.GetBytes(json)) is { ValueKind: JsonValueKind.Object } value
        && Member(value, "type") is "public-key"
        && Decode(Member(value, "rawId")) is { Length: > 0 } id
        && value.TryGetProperty("response", out var response)
        && response.ValueKind == JsonValueKind.Object
            ? new CredentialText(id, response)
            : null;

    /// <summary>A member of the response.</summary>
    public byte[]? Bytes(string member) => Decode(Member(_response, member));

    private static string? Member(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? JsonText.Get(member) : null;

    private static byte[]? Decode(string? text)
    {
        if (text is null)
            return null;
        var url = text.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        try
        {
            return Base64Url.DecodeFromChars(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
