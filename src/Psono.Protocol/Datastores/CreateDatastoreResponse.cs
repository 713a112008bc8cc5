using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Answer of <c>PUT /datastore/</c>.</summary>
public sealed record CreateDatastoreResponse
{
    /// <summary>Id of the new datastore.</summary>
    [JsonPropertyName("datastore_id")]
    public required Guid DatastoreId { get; init; }
}
