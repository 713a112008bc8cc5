using System.Text.Json.Serialization;

namespace Psono.Protocol.Secrets;

/// <summary>Answer of <c>GET /secret/history/{id}/</c>.</summary>
public sealed record SecretHistoryResponse
{
    /// <summary>Replaced versions, oldest first.</summary>
    [JsonPropertyName("history")]
    public required IReadOnlyList<SecretHistoryEntry> History { get; init; }
}
