using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Body of <c>PUT /secret/</c>.</summary>
public sealed record CreateSecretRequest
{
    /// <summary>The sealed JSON of the secret as hex.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>; never used before.</summary>
    [JsonPropertyName("data_nonce")]
    public required string DataNonce { get; init; }

    /// <summary>Id of the node in the datastore, made by the client.</summary>
    [JsonPropertyName("link_id")]
    public required Guid LinkId { get; init; }

    /// <summary>Datastore that holds the link; this or the share.</summary>
    [JsonPropertyName("parent_datastore_id")]
    public Guid? ParentDatastoreId { get; init; }

    /// <summary>Share that holds the link.</summary>
    [JsonPropertyName("parent_share_id")]
    public Guid? ParentShareId { get; init; }

    /// <summary>URL that the server calls after an update; empty: none.</summary>
    [JsonPropertyName("callback_url")]
    public required string CallbackUrl { get; init; }

    /// <summary>User name for the callback.</summary>
    [JsonPropertyName("callback_user")]
    public required string CallbackUser { get; init; }

    /// <summary>Password for the callback.</summary>
    [JsonPropertyName("callback_pass")]
    public required string CallbackPass { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(CreateSecretRequest);
}
