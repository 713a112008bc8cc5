using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Additions of a Psono.NET server to <see cref="DatastoreResponse"/> (protocol part 5, section 15).</summary>
public sealed record DatastoreExtensions
{
    /// <summary>The client has this version, as it said: <see cref="DatastoreResponse.Data"/> is left out.</summary>
    [JsonPropertyName("unchanged")]
    public bool IsUnchanged { get; init; }
}
