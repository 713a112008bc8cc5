using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Answer of <c>GET /datastore/version/{id}/</c>, an extension (<c>psono_net.datastore_history</c>).</summary>
public sealed record DatastoreVersionResponse
{
    /// <summary>When it was written.</summary>
    [JsonPropertyName("write_date")]
    public required string WriteDate { get; init; }

    /// <summary>When it was replaced.</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }

    /// <summary>The sealed tree as hex.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>.</summary>
    [JsonPropertyName("data_nonce")]
    public required string DataNonce { get; init; }

    /// <summary>The datastore key of then, sealed with the user secret key.</summary>
    [JsonPropertyName("secret_key")]
    public required string SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public required string SecretKeyNonce { get; init; }
}
