using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>Answer of <c>GET /session-key/</c>.</summary>
public sealed record SessionKeyResponse
{
    /// <summary>64 hex digits.</summary>
    [JsonPropertyName("session_key")]
    public required string SessionKey { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(SessionKeyResponse);
}
