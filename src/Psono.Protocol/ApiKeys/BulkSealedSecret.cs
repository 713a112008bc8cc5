using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>One sealed secret of a bulk read.</summary>
public sealed record BulkSealedSecret
{
    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }

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
    public required long ReadCount { get; init; }

    /// <summary>When it was last written.</summary>
    [JsonPropertyName("write_date")]
    public required string WriteDate { get; init; }
}
