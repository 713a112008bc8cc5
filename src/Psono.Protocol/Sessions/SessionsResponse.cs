using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>Answer of <c>GET /authentication/sessions/</c>.</summary>
public sealed record SessionsResponse
{
    /// <summary>Active sessions of the account.</summary>
    [JsonPropertyName("sessions")]
    public required IReadOnlyList<SessionEntry> Sessions { get; init; }
}
