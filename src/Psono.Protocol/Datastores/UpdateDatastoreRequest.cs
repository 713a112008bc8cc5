using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Body of <c>POST /datastore/</c>. Absent members stay as they are.</summary>
public sealed record UpdateDatastoreRequest
{
    /// <summary>Id of the datastore.</summary>
    [JsonPropertyName("datastore_id")]
    public required Guid DatastoreId { get; init; }

    /// <summary>The sealed tree as hex.</summary>
    [JsonPropertyName("data")]
    public string? Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>.</summary>
    [JsonPropertyName("data_nonce")]
    public string? DataNonce { get; init; }

    /// <summary>The datastore key, sealed again.</summary>
    [JsonPropertyName("secret_key")]
    public string? SecretKey { get; init; }

    /// <summary>Nonce of <see cref="SecretKey"/>.</summary>
    [JsonPropertyName("secret_key_nonce")]
    public string? SecretKeyNonce { get; init; }

    /// <summary>New name.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>Make this the one that clients show.</summary>
    [JsonPropertyName("is_default")]
    public bool? IsDefault { get; init; }

    /// <summary>Version that was read; another stored version is refused with <c>WRITE_DATE_MISMATCH</c>.</summary>
    [JsonPropertyName("old_write_date")]
    public string? OldWriteDate { get; init; }
}
