using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary><c>DELETE /secret/history/{id}/</c>: removes earlier versions of a secret for good. Protocol part 5, section 14.</summary>
public sealed record PruneSecretHistoryRequest
{
    /// <summary>Versions that were replaced before this time go; ISO 8601 with an offset.</summary>
    [JsonPropertyName("before")]
    public required string Before { get; init; }
}

/// <summary>The answer to <see cref="PruneSecretHistoryRequest"/>.</summary>
public sealed record PruneSecretHistoryResponse
{
    /// <summary>How many went.</summary>
    [JsonPropertyName("removed")]
    public required int Removed { get; init; }
}
