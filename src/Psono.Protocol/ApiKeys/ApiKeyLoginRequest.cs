using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Body of <c>POST /api-key/login/</c>. Protocol part 2, section 17.</summary>
public sealed record ApiKeyLoginRequest
{
    /// <summary>JSON of an <see cref="ApiKeyLoginInfo"/>, as text.</summary>
    [JsonPropertyName("info")]
    public required string Info { get; init; }

    /// <summary>
    /// Ed25519 signature over the UTF-8 bytes of <see cref="Info"/>, with the API key's private key as seed: 128 hex digits.
    /// </summary>
    [JsonPropertyName("signature")]
    public required string Signature { get; init; }
}
