using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>
/// What a grant carries beyond the stock protocol: the title of the secret for the API key itself, so that a machine can name secrets by
/// title. A stock server ignores it.
/// </summary>
public sealed record GrantTitle
{
    /// <summary>Title of the secret, sealed with the API secret key.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>Nonce of <see cref="Title"/>.</summary>
    [JsonPropertyName("title_nonce")]
    public required string TitleNonce { get; init; }

    /// <summary>See <see cref="TitleTag"/>.</summary>
    [JsonPropertyName("title_tag")]
    public required string TitleTag { get; init; }
}
