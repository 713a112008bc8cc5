using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>The title of a granted secret, as an API key finds it.</summary>
public sealed record SealedTitle
{
    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }

    /// <summary>Title of the secret, sealed with the API secret key.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>Nonce of <see cref="Title"/>.</summary>
    [JsonPropertyName("title_nonce")]
    public required string TitleNonce { get; init; }
}
