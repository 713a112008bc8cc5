using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>Sealed answer of <c>POST /api-key-access/secret/</c>.</summary>
public sealed record SealedSecretResponse
{
    /// <summary>The sealed JSON of the secret as hex.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>.</summary>
    [JsonPropertyName("data_nonce")]
    public required string DataNonce { get; init; }

    /// <summary>The key of the secret, sealed with the API secret key.</summary>
    [JsonPropertyName("secret_key")]
    public required string SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public required string SecretKeyNonce { get; init; }

    /// <summary>Grows with each read.</summary>
    [JsonPropertyName("read_count")]
    public long ReadCount { get; init; }

    /// <summary>Version for <see cref="WriteSecretRequest.OldWriteDate"/>; absent on older servers.</summary>
    [JsonPropertyName("write_date")]
    public string? WriteDate { get; init; }
}
