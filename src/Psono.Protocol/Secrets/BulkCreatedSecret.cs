using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>One new secret of a bulk create.</summary>
public sealed record BulkCreatedSecret
{
    /// <summary>Id of the node.</summary>
    [JsonPropertyName("link_id")]
    public required Guid LinkId { get; init; }

    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }
}
