using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>The sealed secrets in an <see cref="InspectApiKeyResponse"/>.</summary>
public sealed record BulkReadResult
{
    /// <summary>The granted and readable ones, ordered by id.</summary>
    [JsonPropertyName("secrets")]
    public required IReadOnlyList<BulkSealedSecret> Secrets { get; init; }
}
