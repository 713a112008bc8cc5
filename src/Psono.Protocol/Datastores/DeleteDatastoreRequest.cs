using System.Text.Json.Serialization;

namespace Psono.Protocol.Datastores;

/// <summary>Body of <c>DELETE /datastore/</c>.</summary>
public sealed record DeleteDatastoreRequest
{
    /// <summary>Id of the datastore.</summary>
    [JsonPropertyName("datastore_id")]
    public required Guid DatastoreId { get; init; }

    /// <summary>Current login secret.</summary>
    [JsonPropertyName("authkey")]
    public required string Authkey { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(DeleteDatastoreRequest);
}
