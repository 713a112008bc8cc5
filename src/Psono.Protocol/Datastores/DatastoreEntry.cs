using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>One datastore of the list.</summary>
public sealed record DatastoreEntry
{
    /// <summary>Id of the datastore.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary><c>password</c>, <c>settings</c>, <c>user</c> …</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Name of the datastore.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    /// <summary>The one that clients show.</summary>
    [JsonPropertyName("is_default")]
    public required bool IsDefault { get; init; }
}
