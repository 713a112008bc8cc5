using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Answer of <c>PUT /api-key/</c>.</summary>
public sealed record CreateApiKeyResponse
{
    /// <summary>Id of the new key.</summary>
    [JsonPropertyName("api_key_id")]
    public required Guid ApiKeyId { get; init; }
}
