using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Body of <c>PUT /api-key/secret/</c>: lets an API key read a secret.</summary>
public sealed record GrantSecretRequest
{
    /// <summary>Id of the key.</summary>
    [JsonPropertyName("api_key_id")]
    public required Guid ApiKeyId { get; init; }

    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }

    /// <summary>Title of the secret, sealed with the user secret key.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>Nonce of <see cref="Title"/>.</summary>
    [JsonPropertyName("title_nonce")]
    public required string TitleNonce { get; init; }

    /// <summary>The key of the secret, sealed with the API secret key.</summary>
    [JsonPropertyName("secret_key")]
    public required string SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public required string SecretKeyNonce { get; init; }

    /// <summary>Extension of Psono.NET: the title for the API key. A stock server ignores it.</summary>
    [JsonPropertyName("psono_net")]
    public GrantTitle? PsonoNet { get; init; }
}
