using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Answer of <c>PUT /api-key/secret/</c>.</summary>
public sealed record GrantSecretResponse
{
    /// <summary>Id of the grant.</summary>
    [JsonPropertyName("api_key_secret_id")]
    public required Guid ApiKeySecretId { get; init; }
}
