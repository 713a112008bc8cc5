using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Body of <c>PUT /api-key-access/secret/</c>.</summary>
public sealed record WriteSecretRequest
{
    /// <summary>Id of the key.</summary>
    [JsonPropertyName("api_key_id")]
    public required Guid ApiKeyId { get; init; }

    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }

    /// <summary>The sealed JSON of the secret as hex.</summary>
    [JsonPropertyName("data")]
    public string? Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>; never used before.</summary>
    [JsonPropertyName("data_nonce")]
    public string? DataNonce { get; init; }

    /// <summary>Version that was read; another stored version is refused with <c>WRITE_DATE_MISMATCH</c>.</summary>
    [JsonPropertyName("old_write_date")]
    public string? OldWriteDate { get; init; }
}
