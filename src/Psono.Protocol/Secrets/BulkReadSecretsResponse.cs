using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Answer of <c>POST /bulk-secret-read/</c>.</summary>
public sealed record BulkReadSecretsResponse
{
    /// <summary>The readable ones, in any order.</summary>
    [JsonPropertyName("secrets")]
    public required IReadOnlyList<BulkReadSecret> Secrets { get; init; }
}
