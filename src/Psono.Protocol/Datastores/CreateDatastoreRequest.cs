using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Body of <c>PUT /datastore/</c>.</summary>
public sealed record CreateDatastoreRequest
{
    /// <summary>Type of the datastore.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Name of the datastore, unique within the type.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    /// <summary>The sealed tree as hex, or empty.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>, or empty.</summary>
    [JsonPropertyName("data_nonce")]
    public required string DataNonce { get; init; }

    /// <summary>Whether clients show this one.</summary>
    [JsonPropertyName("is_default")]
    public required bool IsDefault { get; init; }

    /// <summary>The datastore key, sealed with the user secret key.</summary>
    [JsonPropertyName("secret_key")]
    public required string SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public required string SecretKeyNonce { get; init; }
}
