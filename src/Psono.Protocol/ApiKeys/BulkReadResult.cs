using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>The sealed secrets in an <see cref="InspectApiKeyResponse"/>.</summary>
public sealed record BulkReadResult
{
    /// <summary>The granted and readable ones, ordered by id.</summary>
    [JsonPropertyName("secrets")]
    public required IReadOnlyList<BulkSealedSecret> Secrets { get; init; }

    /// <summary>Only if asked for: the titles of the grants that have one for the API key, ordered by id.</summary>
    [JsonPropertyName("titles")]
    public IReadOnlyList<SealedTitle>? Titles { get; init; }
}
