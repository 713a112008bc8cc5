using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Answer of <c>GET /datastore/</c>.</summary>
public sealed record DatastoresResponse
{
    /// <summary>The account's own datastores.</summary>
    [JsonPropertyName("datastores")]
    public required IReadOnlyList<DatastoreEntry> Datastores { get; init; }
}
