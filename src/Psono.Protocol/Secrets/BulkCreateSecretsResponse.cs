using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Answer of <c>PUT /bulk-secret/</c>.</summary>
public sealed record BulkCreateSecretsResponse
{
    /// <summary>In the order of the request.</summary>
    [JsonPropertyName("secrets")]
    public required IReadOnlyList<BulkCreatedSecret> Secrets { get; init; }
}
