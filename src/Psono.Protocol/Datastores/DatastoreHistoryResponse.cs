using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Answer of <c>GET /datastore/history/{id}/</c>, an extension (<c>psono_net.datastore_history</c>).</summary>
public sealed record DatastoreHistoryResponse
{
    /// <summary>Replaced versions, newest first.</summary>
    [JsonPropertyName("history")]
    public required IReadOnlyList<DatastoreHistoryEntry> History { get; init; }
}
