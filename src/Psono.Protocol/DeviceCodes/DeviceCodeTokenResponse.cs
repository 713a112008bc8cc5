using System.Text.Json.Serialization;

namespace Psono.Protocol.DeviceCodes;

/// <summary>Answer of <c>POST /device-code/{id}/token/</c> once the device is approved, given one time.</summary>
public sealed record DeviceCodeTokenResponse
{
    /// <summary>A <see cref="DeviceCodeToken"/>, boxed from the server's key of this code to the device's.</summary>
    [JsonPropertyName("boxed_payload")]
    public required string BoxedPayload { get; init; }

    /// <summary>Nonce of <see cref="BoxedPayload"/>.</summary>
    [JsonPropertyName("nonce")]
    public required string Nonce { get; init; }
}
