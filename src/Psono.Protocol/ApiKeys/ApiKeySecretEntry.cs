using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>One grant in the answer of <c>GET /api-key/secret/{id}/</c>, which is a bare array.</summary>
public sealed record ApiKeySecretEntry
{
    /// <summary>Id of the grant.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }

    /// <summary>Title of the secret, sealed with the user secret key.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>Nonce of <see cref="Title"/>.</summary>
    [JsonPropertyName("title_nonce")]
    public required string TitleNonce { get; init; }
}
