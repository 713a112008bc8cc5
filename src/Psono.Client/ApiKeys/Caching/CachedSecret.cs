using System.Text.Json.Serialization;

namespace Psono.Client.ApiKeys.Caching;

/// <summary>A secret in the cache.</summary>
internal sealed record CachedSecret
{
    [JsonPropertyName("secret")]
    public required SealedSecret Secret { get; init; }

    /// <summary>When the server last said that this is the present version.</summary>
    [JsonPropertyName("confirmed_at")]
    public required DateTimeOffset ConfirmedAt { get; init; }
}
