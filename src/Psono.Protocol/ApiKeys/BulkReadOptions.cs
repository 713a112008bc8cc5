using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>What an <see cref="InspectApiKeyRequest"/> asks for beyond the stock protocol.</summary>
public sealed record BulkReadOptions
{
    /// <summary>Answer with sealed secrets.</summary>
    [JsonPropertyName("secrets")]
    public required bool Secrets { get; init; }

    /// <summary>Only these; absent: all that are granted.</summary>
    [JsonPropertyName("secret_ids")]
    public IReadOnlyList<Guid>? SecretIds { get; init; }

    /// <summary>
    /// Only these, and those of <see cref="SecretIds"/>: secrets whose grant has one of these tags (<see cref="TitleTag"/>).
    /// </summary>
    [JsonPropertyName("title_tags")]
    public IReadOnlyList<string>? TitleTags { get; init; }

    /// <summary>Answer with the titles of all grants that have one for the API key.</summary>
    [JsonPropertyName("titles")]
    public bool? Titles { get; init; }
}
