using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Answer of <c>GET /api-key/</c>.</summary>
public sealed record ApiKeysResponse
{
    /// <summary>The account's API keys.</summary>
    [JsonPropertyName("api_keys")]
    public required IReadOnlyList<ApiKeyEntry> ApiKeys { get; init; }
}
