using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>What an <see cref="InspectApiKeyRequest"/> asks for beyond the stock protocol.</summary>
public sealed record BulkReadOptions
{
    /// <summary>Answer with the sealed secrets.</summary>
    [JsonPropertyName("secrets")]
    public required bool Secrets { get; init; }

    /// <summary>Only these; absent: all that are granted.</summary>
    [JsonPropertyName("secret_ids")]
    public IReadOnlyList<Guid>? SecretIds { get; init; }
}
