using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>One replaced version of a datastore.</summary>
public sealed record DatastoreHistoryEntry
{
    /// <summary>Id of the version.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>When it was written.</summary>
    [JsonPropertyName("write_date")]
    public required string WriteDate { get; init; }

    /// <summary>When it was replaced.</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }
}
