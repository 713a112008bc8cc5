using System.Text.Json.Serialization;
using Psono.Protocol.Cryptography;

namespace Psono.Protocol.Recovery;

/// <summary>Body of <c>PUT /password/</c>: sets the new password. Protocol part 1, section 10.3.</summary>
public sealed record ResetPasswordRequest
{
    /// <summary>Name of the account.</summary>
    [JsonPropertyName("username")]
    public required string Username { get; init; }

    /// <summary>128 hex digits, see <see cref="RecoveryCode.AuthKey"/>.</summary>
    [JsonPropertyName("recovery_authkey")]
    public required string RecoveryAuthkey { get; init; }

    /// <summary><see cref="ResetCredentials"/>, boxed from the account's private key to the verifier's public key, in hex.</summary>
    [JsonPropertyName("update_data")]
    public required string UpdateData { get; init; }

    /// <summary>Nonce of <see cref="UpdateData"/>.</summary>
    [JsonPropertyName("update_data_nonce")]
    public required string UpdateDataNonce { get; init; }

    /// <summary><c>scrypt</c>.</summary>
    [JsonPropertyName("hashing_algorithm")]
    public string? HashingAlgorithm { get; init; }

    /// <summary>Cost of the hash of the new password; absent: as before.</summary>
    [JsonPropertyName("hashing_parameters")]
    public HashingParameters? HashingParameters { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(ResetPasswordRequest);
}
