using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>One secret of a bulk create.</summary>
public sealed record BulkCreateSecret
{
    /// <summary>The sealed JSON of the secret as hex.</summary>
    [JsonPropertyName("data")]
    public required string Data { get; init; }

    /// <summary>Nonce of <see cref="Data"/>.</summary>
    [JsonPropertyName("data_nonce")]
    public required string DataNonce { get; init; }

    /// <summary>Id of the node in the datastore.</summary>
    [JsonPropertyName("link_id")]
    public required Guid LinkId { get; init; }

    /// <summary>URL that the server calls after an update.</summary>
    [JsonPropertyName("callback_url")]
    public required string CallbackUrl { get; init; }

    /// <summary>User name for the callback.</summary>
    [JsonPropertyName("callback_user")]
    public required string CallbackUser { get; init; }

    /// <summary>Password for the callback.</summary>
    [JsonPropertyName("callback_pass")]
    public required string CallbackPass { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(BulkCreateSecret);
}
