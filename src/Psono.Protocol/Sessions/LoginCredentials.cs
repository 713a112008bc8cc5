using System.Text.Json.Serialization;

namespace Psono.Protocol.Sessions;

/// <summary>What is inside the box of a <see cref="LoginRequest"/>.</summary>
public sealed record LoginCredentials
{
    /// <summary>Name of the account.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>128 hex digits, see <see cref="Cryptography.PasswordHash.AuthKey"/>.</summary>
    [JsonPropertyName("authkey")]
    public required string Authkey { get; init; }

    /// <summary>Clock of the client, ISO 8601; the server measures later drift against it.</summary>
    [JsonPropertyName("device_time")]
    public string? DeviceTime { get; init; }

    /// <summary>Random id of this installation; later requests must repeat it.</summary>
    [JsonPropertyName("device_fingerprint")]
    public string? DeviceFingerprint { get; init; }

    /// <summary>Shown in the list of sessions.</summary>
    [JsonPropertyName("device_description")]
    public string? DeviceDescription { get; init; }

    /// <summary><c>app</c> selects the longer lifetimes of apps.</summary>
    [JsonPropertyName("client_type")]
    public string? ClientType { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(LoginCredentials);
}
