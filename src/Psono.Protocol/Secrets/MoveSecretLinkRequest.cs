using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Body of <c>POST /secret/link/</c>.</summary>
public sealed record MoveSecretLinkRequest
{
    /// <summary>Id of the node.</summary>
    [JsonPropertyName("link_id")]
    public required Guid LinkId { get; init; }

    /// <summary>New parent; this or the share.</summary>
    [JsonPropertyName("new_parent_datastore_id")]
    public Guid? NewParentDatastoreId { get; init; }

    /// <summary>New parent.</summary>
    [JsonPropertyName("new_parent_share_id")]
    public Guid? NewParentShareId { get; init; }
}
