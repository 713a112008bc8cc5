using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Body of <c>POST /bulk-secret-read/</c>.</summary>
public sealed record BulkReadSecretsRequest
{
    /// <summary>Ids of the secrets; unreadable ones are left out of the answer.</summary>
    [JsonPropertyName("secret_ids")]
    public required IReadOnlyList<Guid> SecretIds { get; init; }
}
