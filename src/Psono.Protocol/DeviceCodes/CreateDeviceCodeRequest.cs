using System.Text.Json.Serialization;

namespace Psono.Protocol.DeviceCodes;

/// <summary>Body of <c>POST /device-code/</c>: a device asks to be logged in. Protocol part 1, section 15.1.</summary>
public sealed record CreateDeviceCodeRequest
{
    /// <summary>Random id of the device, repeated with every request of the session: 22 to 128 characters.</summary>
    [JsonPropertyName("device_fingerprint")]
    public required string DeviceFingerprint { get; init; }

    /// <summary>What the list of sessions shows: 3 to 256 characters.</summary>
    [JsonPropertyName("device_description")]
    public required string DeviceDescription { get; init; }

    /// <summary>The device's clock, ISO 8601.</summary>
    [JsonPropertyName("device_date")]
    public required string DeviceDate { get; init; }

    /// <summary>The device's ephemeral X25519 public key: 64 hex digits.</summary>
    [JsonPropertyName("user_public_key")]
    public required string UserPublicKey { get; init; }
}
