using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>What puts a secret into a datastore, as the server knows it: the tree itself is sealed.</summary>
public sealed record SecretLinkEntry
{
    /// <summary>Id of the link, which is that of the node in the tree.</summary>
    [JsonPropertyName("link_id")]
    public required Guid LinkId { get; init; }

    /// <summary>Id of the secret.</summary>
    [JsonPropertyName("secret_id")]
    public required Guid SecretId { get; init; }

    /// <summary>When the link was made.</summary>
    [JsonPropertyName("create_date")]
    public required string CreateDate { get; init; }
}
