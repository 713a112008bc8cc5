using System.Text.Json.Serialization;

namespace Psono.Protocol.Recovery;

/// <summary>Body of <c>POST /recoverycode/</c>: makes the code of the account, or replaces it. Protocol part 1, section 10.1.</summary>
public sealed record CreateRecoveryCodeRequest
{
    /// <summary>128 hex digits, see <see cref="RecoveryCode.AuthKey"/>.</summary>
    [JsonPropertyName("recovery_authkey")]
    public required string RecoveryAuthkey { get; init; }

    /// <summary><see cref="SealedAccountKeys"/>, sealed with the key of the code, in hex.</summary>
    [JsonPropertyName("recovery_data")]
    public required string RecoveryData { get; init; }

    /// <summary>Nonce of <see cref="RecoveryData"/>: 48 hex digits.</summary>
    [JsonPropertyName("recovery_data_nonce")]
    public required string RecoveryDataNonce { get; init; }

    /// <summary>Salt of the key of the code: 64 hex digits.</summary>
    [JsonPropertyName("recovery_sauce")]
    public required string RecoverySauce { get; init; }

    /// <summary>The name alone: a credential never gets into a log by accident.</summary>
    public override string ToString() => nameof(CreateRecoveryCodeRequest);
}
