using System.Text.Json.Serialization;

namespace Psono.Protocol.Administration;

/// <summary>Body of <c>DELETE /admin/session/</c>. Protocol part 4, section 1.2.</summary>
public sealed record AdminEndSessionRequest
{
    /// <summary>Id of the session.</summary>
    [JsonPropertyName("session_id")]
    public required Guid SessionId { get; init; }
}
