using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Who asks for the session of an emergency code. Protocol part 1, section 11.3.</summary>
public sealed record EmergencyDevice
{
    /// <summary>Clock of the client: ISO 8601 with offset.</summary>
    [JsonPropertyName("device_time")]
    public required string DeviceTime { get; init; }

    /// <summary>Random id of this login, which every request repeats.</summary>
    [JsonPropertyName("device_fingerprint")]
    public required string DeviceFingerprint { get; init; }

    /// <summary>What the list of sessions shows.</summary>
    [JsonPropertyName("device_description")]
    public required string DeviceDescription { get; init; }

    /// <summary>X25519 public key of the client, for this session: 64 hex digits.</summary>
    [JsonPropertyName("session_public_key")]
    public required string SessionPublicKey { get; init; }
}
