using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Body of <c>DELETE /api-key/secret/</c>.</summary>
public sealed record RevokeSecretRequest
{
    /// <summary>Id of the grant.</summary>
    [JsonPropertyName("api_key_secret_id")]
    public required Guid ApiKeySecretId { get; init; }
}
