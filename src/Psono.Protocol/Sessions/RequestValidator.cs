using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>What is sealed in the <c>Authorization-Validator</c> header. Protocol part 1, section 5.1.</summary>
public sealed record RequestValidator
{
    /// <summary>Clock of the client, ISO 8601 UTC.</summary>
    [JsonPropertyName("request_time")]
    public required string RequestTime { get; init; }

    /// <summary>The fingerprint given at login.</summary>
    [JsonPropertyName("request_device_fingerprint")]
    public required string RequestDeviceFingerprint { get; init; }
}
