using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>What is inside the box of an <see cref="EmergencySessionResponse"/>. The session is active at once.</summary>
public sealed record EmergencySessionResult
{
    /// <summary>Token of the session: 128 hex digits.</summary>
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    /// <summary>End of the session: "ts+00".</summary>
    [JsonPropertyName("session_valid_till")]
    public string? SessionValidTill { get; init; }

    /// <summary>Key of the session's bodies: 64 hex digits.</summary>
    [JsonPropertyName("session_secret_key")]
    public required string SessionSecretKey { get; init; }

    /// <summary>X25519 public key of the account.</summary>
    [JsonPropertyName("user_public_key")]
    public required string UserPublicKey { get; init; }

    /// <summary>E-mail address of the account.</summary>
    [JsonPropertyName("user_email")]
    public string? UserEmail { get; init; }

    /// <summary>Id of the account.</summary>
    [JsonPropertyName("user_id")]
    public required Guid UserId { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(EmergencySessionResult);
}
