using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Body of <c>DELETE /api-key/</c>.</summary>
public sealed record DeleteApiKeyRequest
{
    /// <summary>Id of the key.</summary>
    [JsonPropertyName("api_key_id")]
    public required Guid ApiKeyId { get; init; }
}
