using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Body of <c>PUT /bulk-secret/</c>.</summary>
public sealed record BulkCreateSecretsRequest
{
    /// <summary>At least one.</summary>
    [JsonPropertyName("secrets")]
    public required IReadOnlyList<BulkCreateSecret> Secrets { get; init; }

    /// <summary>Datastore that holds the links; this or the share.</summary>
    [JsonPropertyName("parent_datastore_id")]
    public Guid? ParentDatastoreId { get; init; }

    /// <summary>Share that holds the links.</summary>
    [JsonPropertyName("parent_share_id")]
    public Guid? ParentShareId { get; init; }
}
