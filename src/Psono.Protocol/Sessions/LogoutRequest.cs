using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>Body of <c>POST /authentication/logout/</c>.</summary>
public sealed record LogoutRequest
{
    /// <summary>Another session of the same account; absent: this one.</summary>
    [JsonPropertyName("session_id")]
    public Guid? SessionId { get; init; }
}
