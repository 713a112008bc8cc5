using System.Text.Json.Serialization;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.Recovery;

/// <summary>Answer of <c>POST /password/</c>.</summary>
public sealed record BeginPasswordResetResponse
{
    /// <summary><see cref="SealedAccountKeys"/>, sealed with the key of the code, in hex.</summary>
    [JsonPropertyName("recovery_data")]
    public required string RecoveryData { get; init; }

    /// <summary>Nonce of <see cref="RecoveryData"/>.</summary>
    [JsonPropertyName("recovery_data_nonce")]
    public required string RecoveryDataNonce { get; init; }

    /// <summary>Salt of the key of the code.</summary>
    [JsonPropertyName("recovery_sauce")]
    public required string RecoverySauce { get; init; }

    /// <summary>Salt of the key that the password gives: it stays as it is.</summary>
    [JsonPropertyName("user_sauce")]
    public required string UserSauce { get; init; }

    /// <summary><c>scrypt</c>.</summary>
    [JsonPropertyName("hashing_algorithm")]
    public string? HashingAlgorithm { get; init; }

    /// <summary>Cost of the hash of the account's password.</summary>
    [JsonPropertyName("hashing_parameters")]
    public HashingParameters? HashingParameters { get; init; }

    /// <summary>X25519 public key of the server, for one reset: 64 hex digits.</summary>
    [JsonPropertyName("verifier_public_key")]
    public required string VerifierPublicKey { get; init; }

    /// <summary>For how many seconds it can be used.</summary>
    [JsonPropertyName("verifier_time_valid")]
    public required long VerifierTimeValid { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(BeginPasswordResetResponse);
}
