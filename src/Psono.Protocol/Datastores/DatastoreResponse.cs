using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Answer of <c>GET /datastore/{id}/</c>.</summary>
public sealed record DatastoreResponse
{
    /// <summary>The sealed tree as hex; empty for an empty datastore.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>.</summary>
    [JsonPropertyName("data_nonce")]
    public required string DataNonce { get; init; }

    /// <summary>Type of the datastore.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Name of the datastore.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    /// <summary>The datastore key, sealed with the user secret key.</summary>
    [JsonPropertyName("secret_key")]
    public required string SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public required string SecretKeyNonce { get; init; }

    /// <summary>The one that clients show.</summary>
    [JsonPropertyName("is_default")]
    public required bool IsDefault { get; init; }

    /// <summary>Version of the datastore, see <see cref="UpdateDatastoreRequest.OldWriteDate"/>.</summary>
    [JsonPropertyName("write_date")]
    public required string WriteDate { get; init; }

    /// <summary>Additive; <see langword="null"/> on stock servers, and when there is nothing to tell.</summary>
    [JsonPropertyName("psono_net")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DatastoreExtensions? PsonoNet { get; init; }
}
