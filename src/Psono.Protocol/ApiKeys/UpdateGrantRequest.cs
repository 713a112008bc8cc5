using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Body of <c>POST /api-key/secret/</c>, an extension of Psono.NET: gives a grant the secret's new title, or binds it.</summary>
public sealed record UpdateGrantRequest
{
    /// <summary>Id of the grant.</summary>
    [JsonPropertyName("api_key_secret_id")]
    public required Guid ApiKeySecretId { get; init; }

    /// <summary>Title of the secret, sealed with the user secret key.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>Nonce of <see cref="Title"/>.</summary>
    [JsonPropertyName("title_nonce")]
    public required string TitleNonce { get; init; }

    /// <summary>The key of the secret, sealed anew with the API secret key; absent: it stays.</summary>
    [JsonPropertyName("secret_key")]
    public string? SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public string? SecretKeyNonce { get; init; }

    /// <summary>The title for the API key; absent: it has none any more.</summary>
    [JsonPropertyName("psono_net")]
    public GrantTitle? PsonoNet { get; init; }
}
