using System.Text.Json.Serialization;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.Recovery;

/// <summary>Answer of <c>POST /emergency-login/</c>. What the code opens is there when it is ready.</summary>
public sealed record EmergencyLoginResponse
{
    /// <summary>For how many seconds to wait yet.</summary>
    [JsonPropertyName("remaining_wait_time")]
    public required long RemainingWaitTime { get; init; }

    /// <summary><c>started</c>, <c>waiting</c> or <c>ready</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary><see cref="SealedAccountKeys"/>, sealed with the key of the code, in hex.</summary>
    [JsonPropertyName("emergency_data")]
    public string? EmergencyData { get; init; }

    /// <summary>Nonce of <see cref="EmergencyData"/>.</summary>
    [JsonPropertyName("emergency_data_nonce")]
    public string? EmergencyDataNonce { get; init; }

    /// <summary>Salt of the key of the code.</summary>
    [JsonPropertyName("emergency_sauce")]
    public string? EmergencySauce { get; init; }

    /// <summary>Salt of the key that the account's password gives.</summary>
    [JsonPropertyName("user_sauce")]
    public string? UserSauce { get; init; }

    /// <summary><c>AUTHKEY</c>.</summary>
    [JsonPropertyName("authentication")]
    public string? Authentication { get; init; }

    /// <summary><c>scrypt</c>.</summary>
    [JsonPropertyName("hashing_algorithm")]
    public string? HashingAlgorithm { get; init; }

    /// <summary>Cost of the hash of the account's password.</summary>
    [JsonPropertyName("hashing_parameters")]
    public HashingParameters? HashingParameters { get; init; }

    /// <summary>X25519 public key of the server, for one login: 64 hex digits.</summary>
    [JsonPropertyName("verifier_public_key")]
    public string? VerifierPublicKey { get; init; }

    /// <summary>For how many seconds it can be used.</summary>
    [JsonPropertyName("verifier_time_valid")]
    public long? VerifierTimeValid { get; init; }

    /// <summary>
    /// What differs from <c>/info/</c> for the session, by the names there: stock clients offer what a session can do. An addition of
    /// Psono.NET, protocol part 5, section 21.
    /// </summary>
    [JsonPropertyName("policies")]
    public IReadOnlyDictionary<string, bool>? Policies { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(EmergencyLoginResponse);
}
