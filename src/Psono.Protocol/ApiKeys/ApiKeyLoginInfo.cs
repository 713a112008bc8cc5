using System.Text.Json.Serialization;

namespace Psono.Protocol.ApiKeys;

/// <summary>What is signed in an <see cref="ApiKeyLoginRequest"/>.</summary>
public sealed record ApiKeyLoginInfo
{
    /// <summary>The API key.</summary>
    [JsonPropertyName("api_key_id")]
    public required Guid ApiKeyId { get; init; }

    /// <summary>The client's X25519 public key, fresh for each login: 64 hex digits.</summary>
    [JsonPropertyName("session_public_key")]
    public required string SessionPublicKey { get; init; }

    /// <summary>Wanted lifetime in seconds; the server has a limit.</summary>
    [JsonPropertyName("session_duration")]
    public long? SessionDuration { get; init; }

    /// <summary>What the owner sees in the list of sessions, at most 256 characters.</summary>
    [JsonPropertyName("device_description")]
    public string? DeviceDescription { get; init; }

    /// <summary>At most 128 characters; if it is given, every request has to repeat it.</summary>
    [JsonPropertyName("device_fingerprint")]
    public string? DeviceFingerprint { get; init; }

    /// <summary>The client's time in ISO 8601; if it is given, every request has to tell its own.</summary>
    [JsonPropertyName("device_time")]
    public string? DeviceTime { get; init; }
}
