using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Body of <c>POST /api-key-access/inspect/</c>.</summary>
public sealed record InspectApiKeyRequest
{
    /// <summary>Id of the key.</summary>
    [JsonPropertyName("api_key_id")]
    public required Guid ApiKeyId { get; init; }

    /// <summary>Extension of Psono.NET: asks for the sealed secrets in the same answer. A stock server ignores it.</summary>
    [JsonPropertyName("psono_net")]
    public BulkReadOptions? PsonoNet { get; init; }
}
